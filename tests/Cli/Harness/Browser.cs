using Microsoft.Playwright;

namespace S2Grid.Cli.Tests.Harness;

/// <summary>The system's Chromium without a window.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Starts it; skips the test where there is none.</summary>
    internal static async Task<Browser> StartAsync()
    {
        string? program = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no Chromium; Debian has it as 'chromium'.");
        IPlaywright playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            Timeout = 120_000,
        }));
    }

    /// <summary>A page of this width in CSS pixels, which answers with these credentials where it is asked for some.</summary>
    internal async Task<IPage> NewPageAsync(int width, HttpCredentials? credentials = null) =>
        await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, HttpCredentials = credentials });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
