using S2Grid.Server.Configuration;
using S2Grid.Server.Resources;
using StackExchange.Redis;

namespace S2Grid.Server;

/// <summary>A silo of a cluster, listening, in this process.</summary>
public sealed class SiloServer : IAsyncDisposable
{
    private static readonly TimeSpan AbandonTime = TimeSpan.FromSeconds(5);

    private readonly IHost host;
    private readonly Backends backends;
    private readonly ReservedPorts ports;

    private SiloServer(IHost host, Backends backends, ReservedPorts ports, SiloConfiguration configuration)
    {
        this.host = host;
        this.backends = backends;
        this.ports = ports;
        Configuration = configuration;
    }

    /// <summary>What the silo is set to, with the ports that it chose.</summary>
    public SiloConfiguration Configuration { get; }

    /// <summary>The way to the grains, from within: no token is asked for.</summary>
    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Gateway => new(Configuration.Advertise, Configuration.Ports.Gateway);

    /// <summary>Where health is told.</summary>
    public Uri Http => Configuration.UriOf(Configuration.Ports.Http);

    /// <summary>The silo's services.</summary>
    internal IServiceProvider Services => host.Services;

    /// <summary>Where agents connect.</summary>
    public Uri Agents => Configuration.UriOf(Configuration.Ports.Agents);

    /// <summary>Starts a silo and waits until it is a member of its cluster.</summary>
    /// <param name="configuration">What it is set to.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="addLogging">Where logs go.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="StorageException">The catalogue or the segments cannot be used.</exception>
    /// <exception cref="RedisException">Redis cannot be reached.</exception>
    public static async Task<SiloServer> StartAsync(
        SiloConfiguration configuration, TimeProvider clock, Action<ILoggingBuilder> addLogging, CancellationToken cancellation)
    {
        ReservedPorts ports = ReservedPorts.Take(configuration.Bind, configuration.Ports);
        Backends? backends = null;
        IHost? host = null;
        try
        {
            SiloConfiguration settled = configuration with { Ports = ports.Ports };
            backends = await Backends.OpenAsync(settled);
            host = SiloHost.Build(settled, backends, clock, addLogging);
            await host.StartAsync(cancellation);
            return new SiloServer(host, backends, ports, settled);
        }
        catch
        {
            if (host is not null)
                await AbandonAsync(host);
            if (backends is not null)
                await backends.DisposeAsync();
            ports.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the silo has been asked to stop, by a signal or by itself, and has stopped.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation) => host.WaitForShutdownAsync(cancellation);

    /// <summary>Drains and stops the silo: slots store and report what they have in hand, then the silo leaves its cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        await backends.DisposeAsync();
        ports.Dispose();
    }

    /// <summary>Takes back what a start has done that failed: what a host listens on outlives it if it is only disposed of.</summary>
    private static async Task AbandonAsync(IHost host)
    {
        using var patience = new CancellationTokenSource(AbandonTime);
        await TryAsync(() => host.StopAsync(patience.Token));
        await TryAsync(() => host.Services.GetRequiredService<SiloListeners>().DisposeAsync().AsTask());
        await TryAsync(() => ((IAsyncDisposable)host).DisposeAsync().AsTask());

        static async Task TryAsync(Func<Task> end)
        {
            try
            {
                await end().WaitAsync(AbandonTime);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // What has not started cannot always stop; why it did not start is what counts.
            }
        }
    }
}
