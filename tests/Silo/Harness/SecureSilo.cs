using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts;
using S2Grid.Contracts.Access;
using S2Grid.Contracts.Sweeps;
using S2Grid.Security;
using S2Grid.Security.Certificates;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Storage;

namespace S2Grid.Silo.Tests.Harness;

/// <summary>A silo with certificates and tokens, and clients of it. Tests share it, one after the other.</summary>
public sealed class SecureSilo : IAsyncLifetime
{
    private SiloServer? server;

    internal Credentials Credentials { get; } = new();

    internal ShiftedClock Clock { get; } = new();

    internal LogRecorder Log { get; } = new();

    internal SiloServer Server => server!;

    public async ValueTask InitializeAsync() => server = await StartAsync(Credentials, Clock, Log, redis: null);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        Log.Dispose();
        Credentials.Dispose();
    }

    /// <summary>Starts a silo, without slots unless they are asked for.</summary>
    internal static Task<SiloServer> StartAsync(Credentials credentials, TimeProvider clock, LogRecorder log, string? redis, int slots = 0)
    {
        var data = new DataDirectory(credentials.PathOf("data"));
        var configuration = new SiloConfiguration
        {
            ClusterId = Credentials.ClusterId,
            Data = data,
            Segments = data,
            Slots = slots,
            Redis = redis,
            Tls = credentials.Issue(PeerKind.Silo),
            Tokens = credentials.TokensPath,
        };
        return SiloServer.StartAsync(configuration, clock, logging => logging.AddProvider(log), TestContext.Current.CancellationToken);
    }

    /// <summary>Connects as an honest client does.</summary>
    internal Task<IHost> ConnectAsync(string? token) => ConnectAsync(Server.Gateway, Credentials, token);

    /// <summary>Connects as an honest client does.</summary>
    internal static Task<IHost> ConnectAsync(IPEndPoint gateway, Credentials credentials, string? token) =>
        ConnectAsync(gateway, credentials.Issue(PeerKind.Client), token);

    /// <summary>Connects with any certificate.</summary>
    internal static async Task<IHost> ConnectAsync(IPEndPoint gateway, ClientTls? tls, string? token)
    {
        IHost client = new HostBuilder()
            .UseOrleansClient(builder => builder
                .UseStaticClustering(gateway)
                .ConfigureServices(services => services.AddGridExceptions())
                .UseS2GridSecurity(tls, token, Credentials.ClusterId))
            .Build();
        await client.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Checks that an honest client is served.</summary>
    internal async Task AssertServesAsync()
    {
        using IHost client = await ConnectAsync(Credentials.Secret(Role.Viewer));
        IGrainFactory grains = client.Services.GetRequiredService<IGrainFactory>();
        Assert.NotNull(await grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).List());
        await client.StopAsync(TestContext.Current.CancellationToken);
    }
}
