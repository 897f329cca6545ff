using Microsoft.Extensions.Logging;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Storage;

namespace S2Grid.Cli.Tests.Clusters;

/// <summary>A silo in this process that clients reach over TCP, as they would reach one elsewhere.</summary>
public sealed class RemoteCluster : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-cluster-");
    private SiloServer? server;

    /// <summary>What is unlike a silo of one slot without certificates and tokens.</summary>
    public Func<SiloConfiguration, SiloConfiguration> With { get; init; } = usual => usual;

    /// <summary>Where agents connect.</summary>
    public Uri Agents => server!.Agents;

    /// <summary>Where pages and the API are.</summary>
    public Uri Http => server!.Http;

    /// <summary>What to give to <c>--cluster</c>.</summary>
    public string Address { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var data = new DataDirectory(folder.FullName);
        await StartAsync(With(new SiloConfiguration { Data = data, Segments = data, Slots = 1 }));
    }

    /// <summary>Stops the silo; clients find nobody.</summary>
    public ValueTask StopAsync() => server!.DisposeAsync();

    /// <summary>Starts it again where it was.</summary>
    public Task StartAgainAsync(int slots) => StartAsync(server!.Configuration with { Slots = slots });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();

        folder.Delete(recursive: true);
    }

    private async Task StartAsync(SiloConfiguration configuration)
    {
        server =
            await SiloServer.StartAsync(configuration, TimeProvider.System, logging => logging.ClearProviders(), CancellationToken.None);
        Address = server.Gateway.ToString();
    }
}
