using System.Collections.Concurrent;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Web.Tests.Harness;
using IRequest = Microsoft.Playwright.IRequest;

namespace S2Grid.Web.Tests.Pages;

/// <summary>
/// What each page moves when it is looked at for the first time, assets included; how long it took is printed.
/// <c>S2GRID_LOOK_AT=http://127.0.0.1:11080</c> looks at another silo, which has run <c>tests/Benchmarks/Scale/million.yaml</c>, too.
/// </summary>
/// <param name="silo">The silo.</param>
public sealed class WeightTests(FurnishedSilo silo) : IClassFixture<FurnishedSilo>
{
    private const long MostBytes = 300_000;
    private static readonly string? Elsewhere = Environment.GetEnvironmentVariable("S2GRID_LOOK_AT");

    /// <summary>The pages.</summary>
    public static TheoryData<string> Paths =>
    [
        "/", "/sweeps/new?preset=rfc-2026-05", "/sweeps/rfc-2026-05", "/sweeps/rfc-2026-05/table", "/sweeps/rfc-2026-05/runs/4",
        "/compare?sweep=rfc-2026-05", "/vm?memory=1G&backing=hugetlb-1g&steps=populate,wp,split,split&at=3", "/agents", "/cluster",
        .. Elsewhere is null ? (string[])["/sweeps/sizes"] : ["/sweeps/million", "/sweeps/million/table", "/sweeps/million/runs/500000"],
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_ForTheFirstTime_MovesLittle(string path)
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        var finished = new ConcurrentBag<IRequest>();
        page.RequestFinished += (_, request) => finished.Add(request);

        await page.GotoAsync(
            Elsewhere is null ? silo.At(path).ToString() : Elsewhere + path,
            new() { Timeout = 300_000, WaitUntil = WaitUntilState.NetworkIdle });

        RequestSizesResult[] sizes = await Task.WhenAll(finished.Select(request => request.SizesAsync()));
        long bytes = sizes.Sum(size => (long)size.ResponseBodySize + size.ResponseHeadersSize);
        double[] times = await page.EvaluateAsync<double[]>(
            "[performance.getEntriesByType('paint')[0]?.startTime ?? 0, performance.getEntriesByType('navigation')[0].domInteractive]");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{path}: painted after {times[0] / 1000:0.00} s, whole after {times[1] / 1000:0.00} s, {bytes:N0} bytes");

        Assert.InRange(bytes, 1, MostBytes);
    }
}
