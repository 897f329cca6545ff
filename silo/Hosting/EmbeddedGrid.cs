using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S2Grid.Grains;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Hosting;

/// <summary>A whole grid inside this process: an Orleans silo that does not listen, its grains, and slots that simulate.</summary>
/// <remarks>Any number of grids can share a data directory, in one process or several: a sweep is run by one of them at a time.</remarks>
public sealed class EmbeddedGrid : IAsyncDisposable
{
    /// <summary>Orleans wants a port in a silo's address; nothing listens on it.</summary>
    private const int NominalPort = 1;

    private readonly IHost host;

    private EmbeddedGrid(IHost host)
    {
        this.host = host;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
        Catalogue = host.Services.GetRequiredService<ICatalogue>();
        Segments = host.Services.GetRequiredService<ISegmentStore>();
    }

    /// <summary>Where the grid keeps which sweeps there are.</summary>
    public ICatalogue Catalogue { get; }

    /// <summary>Where the grid keeps results.</summary>
    public ISegmentStore Segments { get; }

    /// <summary>The way to the grains.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>Starts a grid.</summary>
    /// <exception cref="StorageException">The data directory cannot be used; the message says why.</exception>
    public static async Task<EmbeddedGrid> StartAsync(EmbeddedGridOptions options, CancellationToken cancellation)
    {
        SqliteCatalogue catalogue = SqliteCatalogue.Open(options.DataDirectory);
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        var settings = new GridSettings
        {
            Slots = options.Slots ?? Environment.ProcessorCount,
            MemoryBudget = options.MemoryBudget ?? GridServices.DefaultMemoryBudget,
            Clock = options.TimeProvider,
        };
        AddLogging(builder.Logging, options.Logs);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: NominalPort, gatewayPort: 0);
            StayOffTheNetwork(silo.Services);
        });

        // After Orleans, so that slots stop before the silo does.
        builder.Services.AddGrid(_ => catalogue, _ => new SegmentDirectory(options.DataDirectory), settings);

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
        {
            logging.AddProvider(logs);
        }
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
