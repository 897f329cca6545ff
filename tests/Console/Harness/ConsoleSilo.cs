using Microsoft.Extensions.Logging;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Storage;

namespace S2Grid.Web.Tests.Harness;

/// <summary>A silo with its pages, alone on loopback, where everybody may do everything.</summary>
public class ConsoleSilo : IAsyncLifetime
{
    private SiloServer? server;

    internal Credentials Credentials { get; } = new();

    /// <summary>What the silo has logged.</summary>
    internal LogRecorder Log { get; } = new();

    internal SiloServer Server => server!;

    /// <summary>Sends no cookies back and follows no redirect.</summary>
    internal HttpClient Client { get; } = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    private protected virtual string? Tokens => null;

    public virtual async ValueTask InitializeAsync()
    {
        var data = new DataDirectory(Credentials.PathOf("data"));
        var configuration = new SiloConfiguration { ClusterId = "pages", Data = data, Segments = data, Slots = 1, Tokens = Tokens };
        server = await SiloServer.StartAsync(configuration, TimeProvider.System, logging => logging.AddProvider(Log),
            TestContext.Current.CancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Log.Dispose();
        Credentials.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The address of a page.</summary>
    internal Uri At(string path) => new(Server.Http, path);

    /// <summary>The text of a page.</summary>
    internal Task<string> GetAsync(string path) => Client.GetStringAsync(At(path), TestContext.Current.CancellationToken);
}
