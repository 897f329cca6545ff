using S2Grid.Cli.Tests.Compare;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Reports;

/// <summary>Reports on what agents measured, beside what was published.</summary>
public sealed class ReportMeasuredTests : IAsyncLifetime
{
    private const string Sweep = """
        name: measured
        axes:
          memory: 64G
          backing: [4k, thp, hugetlb-1g]
          scenario: [enable, clear]
          strategy: [baseline, skip-level3]
          chunk: 1G
        repeats: 12
        """;

    /// <summary>A strategy of its own kernel, as on a machine.</summary>
    private const string Kernels = "CASE strategy WHEN 'baseline' THEN '6.18.0' ELSE '6.18.0-skip' END";

    /// <summary>Two seconds and a scatter of some 3 %; skip-level3 saves 36 % on 4k pages, 20 % with THP, nothing on 1G.</summary>
    private const string Times = """
        (2 + (repeat * 7 % 12) / 200)
          * CASE WHEN strategy = 'skip-level3' THEN CASE backing WHEN '4k' THEN 0.64 WHEN 'thp' THEN 0.8 ELSE 1 END ELSE 1 END
        """;

    private readonly CliHarness cli = new();

    public async ValueTask InitializeAsync()
    {
        cli.Write("measured.yaml", Sweep);
        (await cli.RunAsync("run measured.yaml --quiet")).Exits(ExitCode.Done);
    }

    public ValueTask DisposeAsync()
    {
        cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Report_OnHardware_SetsPublishedChangesBesideMeasuredOnesOfTheSameScope()
    {
        Measure("hardware");

        string text = await ReportAsync();

        Snapshot.Matches("report-measured", text);
        Assert.All(text.Split('\n').Where(line => !line.StartsWith('!')), line => Assert.InRange(line.Length, 0, 75));
        Assert.True(File.Exists(PathOf("published.svg")));
        Assert.True(File.Exists(PathOf("change-time-enable-enable.svg")));
    }

    [Fact]
    public async Task Report_OnAnEmulatedMachine_SetsNothingBesidePublishedChangesAndSaysWhy()
    {
        Measure("emulated");

        string text = string.Join(' ', (await ReportAsync()).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("Published is a time on hardware, ours is emulated: an emulated machine's time says nothing about hardware.", text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("-35.47 %", text, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("published.svg")));
    }

    [Fact]
    public async Task Compare_StrategiesWithAKernelEach_AreOneTableThatNamesTheKernels()
    {
        Measure("hardware");

        string text = (await cli.RunAsync("compare", "measured", "--metric", "time:enable,time:clear")).Exits(ExitCode.Done).Out;

        Snapshot.Matches("compare-strategy-kernels", text);
    }

    private void Measure(string provenance) => cli.Measure(
        "altra-1",
        Kernels,
        provenance,
        ("populate", "CASE WHEN scenario <> '' THEN 9 + repeat / 100 END"),
        ("enable", $"CASE WHEN scenario = 'enable' THEN {Times} END"),
        ("clear-1", $"CASE WHEN scenario = 'clear' THEN 2 * ({Times}) END"),
        ("clear-2", $"CASE WHEN scenario = 'clear' THEN ({Times}) / 4 END"));

    private async Task<string> ReportAsync()
    {
        (await cli.RunAsync("report measured -o report")).Exits(ExitCode.Done);
        return await File.ReadAllTextAsync(Path.Combine(cli.Folder, "report", "report.md"), TestContext.Current.CancellationToken);
    }

    private string PathOf(string picture) => Path.Combine(cli.Folder, "report", "pictures", picture);
}
