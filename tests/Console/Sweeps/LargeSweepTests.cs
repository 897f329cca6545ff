using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Support;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Sweeps;

/// <summary>A sweep of more configurations than people read: what its page moves depends on those that are shown.</summary>
/// <param name="silo">The silo.</param>
public sealed class LargeSweepTests(ConsoleSilo silo) : IClassFixture<ConsoleSilo>
{
    private const long MostBytes = 5 << 20;

    private const string Yaml =
        """
        axes:
          memory: [64M, 256M, 1G]
          backing: [4k, thp]
          strategy: [baseline, rfc, skip-level3]
          base-offset: 0..8M step 4K
        """;

    [Fact]
    public async Task Page_OfManyRuns_ShowsAllSizesAndStrategiesAndMovesLittle()
    {
        await RunAsync();
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(300_000);
        var finished = new ConcurrentBag<Microsoft.Playwright.IRequest>();
        page.RequestFinished += (_, request) => finished.Add(request);

        var clock = Stopwatch.StartNew();
        await page.GotoAsync(silo.At("/sweeps/large?across=memory&down=strategy").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("table.heat").First.WaitForAsync();
        TimeSpan shown = clock.Elapsed;
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        RequestSizesResult[] sizes = await Task.WhenAll(finished.Select(request => request.SizesAsync()));
        long bytes = sizes.Sum(size => (long)size.ResponseBodySize + size.ResponseHeadersSize);
        TestContext.Current.TestOutputHelper!.WriteLine($"36,882 runs: shown after {shown.TotalSeconds:0.00} s, {bytes:N0} bytes");

        Assert.InRange(bytes, 1, MostBytes);
        Assert.Contains("36,882 runs are more than a page shows", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("\"base-offset\" = '0'", await page.GetByLabel("only runs with").InputValueAsync());
        string[] titles = [.. await page.Locator("table.heat").First.Locator("thead th").AllInnerTextsAsync()];
        Assert.Equal(["strategy \\ memory", "64M", "256M", "1G"], titles);
        Assert.Equal(3, await page.Locator("table.heat").First.Locator("tbody tr").CountAsync());
    }

    [Fact]
    public async Task Table_SortedByALink_LeadsToTheRun()
    {
        await RunAsync();
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(300_000);
        await page.GotoAsync(silo.At("/sweeps/large?metric=callbacks").ToString());

        await page.GetByRole(AriaRole.Link, new() { Name = "All configurations, one a line" }).ClickAsync();
        await page.GetByText("1 to 18 of 18 configurations").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "change", Exact = true }).ClickAsync();
        await page.Locator("th[aria-sort=ascending]", new() { HasText = "change" }).WaitForAsync();
        string first = await page.Locator("tbody tr").First.InnerTextAsync();
        await page.Locator("tbody tr a").First.ClickAsync();
        await page.WaitForURLAsync("**/sweeps/large/runs/*");

        Assert.Contains("2\tskip-level3\t4k\t64M\t0\t-100.00 %", first, StringComparison.Ordinal);
        Assert.Contains("skip-level3", await page.Locator("dl.facts").InnerTextAsync(), StringComparison.Ordinal);
    }

    private async Task RunAsync()
    {
        ISweepDirectoryGrain sweeps = silo.Server.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);
        await sweeps.Start(new SweepRequest("large", Yaml, "large.yaml", [], null, SweepPolicy.Default));
        await Poll.UntilAsync(async () => (await sweeps.Find("large")).Progress.State == SweepState.Done, () => "the sweep to be done");
    }
}
