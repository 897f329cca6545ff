using k8s;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Orleans.Configuration;
using Orleans.Dashboard;
using S2Grid.Api;
using S2Grid.Api.Access;
using S2Grid.Security;
using S2Grid.Server.Access;
using S2Grid.Server.Agents;
using S2Grid.Server.Configuration;
using S2Grid.Server.Health;
using S2Grid.Server.Resources;
using S2Grid.Server.Telemetry;
using S2Grid.Web;

namespace S2Grid.Server;

/// <summary>Puts a silo together: HTTP first and last, so that it can tell how the silo starts and drains; Orleans; then the
/// slots.</summary>
internal static class SiloHost
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResponseTime = TimeSpan.FromSeconds(15);
    private const int MissedProbes = 3;
    private const string DashboardPath = "/dashboard";

    /// <summary>
    /// Longer than it takes to declare a silo dead, which ends its leases: one that expired before would hide that its process died
    /// with it. What is left to expire is what slots of living silos have lost.
    /// </summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    /// <summary>Builds the host.</summary>
    /// <param name="configuration">What the silo is set to; ports are chosen.</param>
    /// <param name="backends">What it needs outside of itself. The host disposes of the stores.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="addLogging">Where logs go.</param>
    public static IHost Build(SiloConfiguration configuration, Backends backends, TimeProvider clock, Action<ILoggingBuilder> addLogging)
    {
        CertificateFiles? certificates = configuration.Tls is { } files ? CertificateFiles.Open(files) : null;
        return new HostBuilder()
            .ConfigureLogging(logging => Filter(logging, configuration, addLogging))
            .UseSystemd()
            .ConfigureServices(services => services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTime))
            .ConfigureWebHost(web => web
                .UseKestrel(kestrel =>
                {
                    kestrel.Listen(configuration.Bind, configuration.Ports.Http, endpoint => Encrypt(endpoint, certificates));
                    kestrel.ListenForAgents(configuration, endpoint => Encrypt(endpoint, certificates));
                })
                .ConfigureServices(services =>
                    services.AddRouting().AddHealth(backends, clock).AddAgentGateway(clock).AddApi().AddConsole())
                .Configure(app => app.UseAgentGateway(configuration).UseRouting().UseEndpoints(endpoints =>
                {
                    endpoints.MapHealth();
                    if (configuration.HasMetrics)
                        endpoints.MapMetrics();
                    endpoints.MapOrleansDashboard(DashboardPath).RequireToken(endpoints.ServiceProvider);
                    endpoints.MapAgentGateway();
                    endpoints.MapApi();
                    endpoints.MapConsole();
                })))
            .UseOrleans(silo => Configure(silo, configuration, backends, certificates, clock))
            .ConfigureServices(services =>
            {
                EvictionHandler.Add(services);

                // After Orleans, so that slots stop before the silo does.
                services.AddGrid(_ => backends.Catalogue, _ => backends.Segments, SettingsOf(configuration, clock));
                services.AddHostedService<SystemdWatchdog>();
                if (configuration.HasMetrics)
                    services.AddSiloMetrics();
                if (configuration.Otlp is { } collector)
                    services.AddOtlp(collector, $"{configuration.Advertise}:{configuration.Ports.Silo}");
            })
            .Build();
    }

    private static GridSettings SettingsOf(SiloConfiguration configuration, TimeProvider clock) => new()
    {
        Slots = configuration.Slots,
        MemoryBudget = configuration.MemoryBudget,
        Policy = GridPolicy.Cluster,
        Clock = clock,
        LeaseDuration = LeaseTime,
        AgentPatience = configuration.AgentPatience,
        AgentAddress = configuration.UriOf(configuration.Ports.Agents).GetLeftPart(UriPartial.Authority),
    };

    private static void Configure(ISiloBuilder silo, SiloConfiguration configuration, Backends backends, CertificateFiles? certificates,
        TimeProvider clock)
    {
        var advertised = new IPEndPoint(configuration.Advertise, configuration.Ports.Silo);
        if (backends.Redis is { } redis)
        {
            silo.UseRedisClustering(options =>
            {
                options.ConfigurationOptions = StackExchange.Redis.ConfigurationOptions.Parse(configuration.Redis!);
                options.CreateMultiplexer = _ => Task.FromResult((redis, true));
            });
        }
        else
        {
            silo.UseDevelopmentClustering(advertised);
        }

        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (configuration.ClusterId, AccessKeys.ServiceId));
        silo.Configure<SiloOptions>(options => options.SiloName = $"{Environment.MachineName}-{Environment.ProcessId}");
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = configuration.Advertise;
            options.SiloPort = configuration.Ports.Silo;
            options.GatewayPort = configuration.Ports.Gateway;
            options.SiloListeningEndpoint = new IPEndPoint(configuration.Bind, configuration.Ports.Silo);
            options.GatewayListeningEndpoint = new IPEndPoint(configuration.Bind, configuration.Ports.Gateway);
        });
        silo.AddDashboard();
        if (configuration.IsPod)
        {
            silo.UseKubernetesHosting(options =>
                options.Configure(pod => pod.GetClientConfiguration = KubernetesClientConfiguration.BuildDefaultConfig));
        }

        new SiloListeners().Watch(silo.Services);
        silo.Configure<ClusterMembershipOptions>(FindTheDeadQuickly);
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTime);
        if (certificates is not null)
            silo.UseTls(certificates, configuration.ClusterId, clock);
        else
            silo.TellOfWrongPort(configuration);
        if (configuration.Tokens is { } tokens)
            silo.UseTokens(tokens, certificates, configuration.ClusterId, clock);
    }

    /// <summary>
    /// A silo that is killed is declared dead after about three seconds; one that was killed together with all others keeps nobody
    /// from starting for longer than some fifteen.
    /// </summary>
    private static void FindTheDeadQuickly(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = ProbeTime;
        options.NumMissedProbesLimit = MissedProbes;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        options.NumMissedTableIAmAliveLimit = 3;
        options.DefunctSiloExpiration = TimeSpan.FromHours(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }

    private static void Encrypt(ListenOptions endpoint, CertificateFiles? certificates)
    {
        if (certificates is not null)
            endpoint.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificates.Current.Own);
    }

    private static void Filter(ILoggingBuilder logging, SiloConfiguration configuration, Action<ILoggingBuilder> addLogging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);

        logging.AddFilter("Polly", LogLevel.Warning);

        // Refused agents are logged once a source and minute, by the gateway.
        logging.AddFilter("Grpc", LogLevel.None);

        // They warn that a check has not run for as long as the machine is up, and that the garbage collector is not the server's.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        if (configuration.Logging is { } section)
            logging.AddConfiguration(section);
        addLogging(logging);
    }

    /// <summary>Logs for people, or for the journal under systemd, on standard error: standard output is for the start line.</summary>
    public static void LogToConsole(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.UseUtcTimestamp = true;
            format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            format.ColorBehavior = LoggerColorBehavior.Default;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
