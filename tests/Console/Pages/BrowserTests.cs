using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Pages;

/// <summary>
/// The pages in a real browser. Where <c>S2GRID_SCREENSHOTS</c> names a folder, a picture of each is written there, in both themes and
/// sizes.
/// </summary>
/// <param name="silo">The silo.</param>
/// <param name="empty">One where nothing was done yet.</param>
/// <param name="shared">The browser.</param>
public sealed class BrowserTests(FurnishedSilo silo, ConsoleSilo empty, SharedBrowser shared)
    : IClassFixture<FurnishedSilo>, IClassFixture<ConsoleSilo>, IClassFixture<SharedBrowser>
{
    private const int Desk = 1280;
    private const int Phone = 390;
    private static readonly string? Folder = Environment.GetEnvironmentVariable("S2GRID_SCREENSHOTS");

    /// <summary>Every page by a name.</summary>
    public static TheoryData<string, string> Pages => new()
    {
        { "sweeps", "/" },
        { "sweeps-none", "/" },
        { "new-sweep", "/sweeps/new?preset=rfc-2026-05" },
        { "new-sweep-blank", "/sweeps/new" },
        { "axes", "/sweeps/new/axes?name=sizes&memory=64M..4G+x4&strategy=baseline&strategy=rfc&backing=4k&backing=thp" },
        { "axes-wrong", "/sweeps/new/axes?memory=lots&vcpus=0" },
        { "sweep", "/sweeps/rfc-2026-05" },
        { "sweep-size", "/sweeps/sizes?metric=callbacks&across=memory&down=backing" },
        { "table", "/sweeps/sizes/table?metric=callbacks&sort=-change" },
        { "wide", $"/sweeps/{FurnishedSilo.Wide}" },
        { "wide-table", $"/sweeps/{FurnishedSilo.Wide}/table" },
        { "wide-run", $"/sweeps/{FurnishedSilo.Wide}/runs/2000" },
        { "specification", "/sweeps/rfc-2026-05/specification" },
        { "run", "/sweeps/rfc-2026-05/runs/4" },
        { "compare", "/compare?sweep=rfc-2026-05" },
        { "compare-none", "/compare" },
        { "vm", "/vm?memory=1G&backing=hugetlb-1g&steps=populate,wp,split,split&at=3" },
        { "vm-writes", "/vm?memory=256M&backing=thp&scenario=writes&dirty=random:5%25&against=rfc" },
        { "vm-error", "/vm?memory=lots" },
        { "agents", "/agents" },
        { "agents-none", "/agents" },
        { "agent", "/agents/altra1" },
        { "cluster", "/cluster" },
        { "sign-in", "/sign-in" },
        { "no-sweep", "/sweeps/rfc-2026-5" },
        { "no-run", "/sweeps/rfc-2026-05/runs/9999" },
        { "where-wrong", "/sweeps/rfc-2026-05?where=bakcing%3D%274k%27" },
        { "compare-refused", "/compare?sweep=rfc-2026-05&sweep=sizes&by=strateggy" },
        { "nothing", "/nowhere" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_InBothThemesAndSizes_IsAccessibleAndFitsAndAsksNobodyElse(string name, string path)
    {
        ConsoleSilo server = name.EndsWith("-none", StringComparison.Ordinal) ? empty : silo;
        Browser browser = await shared.StartAsync();
        foreach (int width in (int[])[Desk, Phone])
        {
            IPage page = await browser.NewPageAsync(width);
            var complaints = new ConcurrentQueue<string>();
            page.Console += (_, message) =>
            {
                if (message.Type is "error" or "warning" && !message.Text.Contains("status of 40", StringComparison.Ordinal))
                    complaints.Enqueue(message.Text);
            };
            page.PageError += (_, error) => complaints.Enqueue(error);
            page.Request += (_, request) =>
            {
                if (new Uri(request.Url).Authority != server.Server.Http.Authority)
                    complaints.Enqueue(request.Url);
            };
            foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.GotoAsync(server.At(path).ToString(), new() { Timeout = 120_000 });
                await ShowAsync(page, $"{name}-{width}-{scheme}.png");
                AxeResult result = await page.RunAxe();
                Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                    $"{path} is wider than {width} pixels.");
            }

            Assert.Empty(complaints);
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task Lab_ByKeyboard_StepsBackAndForward()
    {
        Browser browser = await shared.StartAsync();
        IPage page = await browser.NewPageAsync(Desk);
        await page.GotoAsync(silo.At("/vm?memory=64M&steps=populate,wp,split&at=3").ToString(), new() { Timeout = 120_000 });

        await page.Locator("main").PressAsync("ArrowLeft");
        await page.WaitForURLAsync("**at=2", new() { Timeout = 120_000 });
        Assert.Equal("2. wp", await page.Locator("nav.steps [aria-current]").InnerTextAsync());
        await page.Locator("main").PressAsync("ArrowRight");
        await page.WaitForURLAsync("**at=3", new() { Timeout = 120_000 });
    }

    [Fact]
    public async Task Theme_ThatIsChosen_StaysOnOtherPages()
    {
        Browser browser = await shared.StartAsync();
        IPage page = await browser.NewPageAsync(Desk);
        await page.GotoAsync(silo.At("/cluster").ToString(), new() { Timeout = 120_000 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "VM lab" }).ClickAsync();

        Assert.Equal("dark", await page.Locator("html").GetAttributeAsync("data-theme"));
        Assert.EndsWith("/vm", page.Url, StringComparison.Ordinal);
    }

    /// <summary>Writes a picture of a page, with all that is drawn only when one comes to it.</summary>
    private static async Task ShowAsync(IPage page, string file)
    {
        if (Folder is null)
            return;

        await page.EvaluateAsync("Promise.all([...document.images].map(image => { image.loading = 'eager'; return image.decode(); }))");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, file), FullPage = true });
    }
}
