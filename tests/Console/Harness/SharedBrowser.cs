using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Web.Tests.Harness;

/// <summary>One browser for all tests of a class, each of which opens pages of its own.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private Task<Browser>? browser;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is { IsCompletedSuccessfully: true })
            await (await browser).DisposeAsync();
    }

    /// <summary>Starts it, once; skips the test where there is none.</summary>
    internal Task<Browser> StartAsync() => browser ??= Browser.StartAsync();
}
