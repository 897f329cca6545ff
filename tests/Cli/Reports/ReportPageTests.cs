using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Reports;

/// <summary>The report's page as a real browser shows it.</summary>
public sealed class ReportPageTests : IDisposable
{
    private const int Screen = 1000;

    /// <summary>The width of text on A4 with margins of a centimetre, in CSS pixels.</summary>
    private const int Paper = 718;

    /// <summary>Texts of pictures that leave their picture, or lie over one another by more than hairlines, as text.</summary>
    private const string Misplaced = """
        () => [...document.querySelectorAll('figure svg')].flatMap(svg => {
          const frame = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim())
            .map(text => ({ text: text.textContent.trim(), box: text.getBoundingClientRect() }));
          const outside = texts.filter(({ box }) =>
            box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
            .map(({ text }) => `'${text}' leaves its picture`);
          const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
          const overlapping = texts.flatMap((a, i) => texts.slice(i + 1)
            .filter(b => over(a.box, b.box)).map(b => `'${a.text}' and '${b.text}' overlap`));
          return [...outside, ...overlapping];
        })
        """;

    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("rfc-2026-05", 5)]
    [InlineData("v1-2026-06", 9)]
    [InlineData("chunks", 3)]
    public async Task Report_InABrowser_IsWholeLegibleAndAsksNobody(string preset, int pictures)
    {
        await using Browser browser = await Browser.StartAsync();
        string file = await ReportAsync(preset);
        IPage page = await browser.NewPageAsync(Screen);
        List<string> requests = [];
        List<string> complaints = [];
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);

        await page.GotoAsync(new Uri(file).AbsoluteUri, new() { Timeout = 120_000 });

        Assert.Equal([new Uri(file).AbsoluteUri], requests);
        Assert.Empty(complaints);
        Assert.Equal(preset, await page.TitleAsync());
        Assert.Equal(pictures, await page.Locator("figure svg").CountAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>(Misplaced));
        Assert.Equal(0, await Hidden(page));
    }

    [Fact]
    public async Task Report_OnPaper_FitsItsWidth()
    {
        await using Browser browser = await Browser.StartAsync();
        string file = await ReportAsync("rfc-2026-05");
        IPage page = await browser.NewPageAsync(Paper);

        await page.GotoAsync(new Uri(file).AbsoluteUri, new() { Timeout = 120_000 });
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal(0, await Hidden(page));
        Assert.InRange(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, Paper);
        Assert.Equal("rgb(0, 0, 0)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).color"));
    }

    /// <summary>How many tables are wider than the page lets them be.</summary>
    private static Task<int> Hidden(IPage page) =>
        page.EvaluateAsync<int>(
            "() => [...document.querySelectorAll('.wide')].filter(wide => wide.scrollWidth > wide.clientWidth + 1).length");

    private async Task<string> ReportAsync(string preset)
    {
        (await cli.RunAsync($"run {preset} --quiet")).Exits(ExitCode.Done);
        (await cli.RunAsync($"report {preset} -o report")).Exits(ExitCode.Done);
        return Path.Combine(cli.Folder, "report", "report.html");
    }
}
