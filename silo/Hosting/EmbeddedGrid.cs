using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Hosting;

/// <summary>A whole grid inside this process: an Orleans silo that does not listen, its grains, and slots that simulate.</summary>
/// <remarks>Any number of grids can share a data directory, in one process or several: a sweep is run by one of them at a time.</remarks>
public sealed class EmbeddedGrid : IAsyncDisposable
{
    /// <summary>Orleans wants a port in a silo's address; nothing listens on it.</summary>
    private const int NominalPort = 1;

    /// <summary>Between parts of one process: who is stopped for a while, as by Ctrl-Z or a laptop's lid, is not to be taken for lost
    /// afterwards.</summary>
    private static readonly TimeSpan NoDeadline = TimeSpan.FromDays(10);

    private readonly IHost host;

    private EmbeddedGrid(IHost host)
    {
        this.host = host;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
        Catalogue = host.Services.GetRequiredService<SweepCatalogue>();
        Segments = host.Services.GetRequiredService<ISegmentStore>();
    }

    /// <summary>Where the grid keeps which sweeps there are.</summary>
    public SweepCatalogue Catalogue { get; }

    /// <summary>Where the grid keeps results.</summary>
    public ISegmentStore Segments { get; }

    internal IServiceProvider Services => host.Services;

    /// <summary>The way to the grains.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>Starts a grid.</summary>
    /// <param name="data">Where sweeps are kept.</param>
    /// <param name="settings">What the grid is set to.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="logs">Where logs go; null for nowhere.</param>
    /// <exception cref="StorageException">The data directory cannot be used; the message says why.</exception>
    public static async Task<EmbeddedGrid> StartAsync(DataDirectory data, GridSettings settings, CancellationToken cancellation,
        ILoggerProvider? logs = null)
    {
        SqliteCatalogue catalogue = SqliteCatalogue.Open(data, toLook: true);
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        AddLogging(builder.Logging, logs);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: NominalPort, gatewayPort: 0);
            StayOffTheNetwork(silo.Services);
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = options.SystemResponseTimeout = NoDeadline);
        });

        // After Orleans, so that slots stop before the silo does.
        builder.Services.AddGrid(_ => catalogue, _ => new SegmentDirectory(data), settings);

        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
            return new EmbeddedGrid(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Ends the grid. What slots are doing is cut short after the run at hand and stored first.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>
    /// Of what Orleans itself says only errors are passed on: its warnings are for those who run a cluster of servers (that the server's
    /// garbage collector is off, that its watchdog's check has not run for as long as the machine is up).
    /// </summary>
    private static void AddLogging(ILoggingBuilder logging, ILoggerProvider? logs)
    {
        logging.AddFilter("Orleans", LogLevel.Error);
        if (logs is not null)
            logging.AddProvider(logs);
    }

    private static void StayOffTheNetwork(IServiceCollection services)
    {
        foreach (ServiceDescriptor listener in services.Where(IsListener).ToArray())
        {
            services.Remove(listener);
            services.Add(new ServiceDescriptor(typeof(IConnectionListenerFactory), listener.ServiceKey, new NoListenerFactory()));
        }
    }

    private static bool IsListener(ServiceDescriptor service) => service.ServiceType == typeof(IConnectionListenerFactory);
}
