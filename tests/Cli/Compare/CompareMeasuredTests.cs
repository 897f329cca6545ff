using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Compare;

public sealed class CompareMeasuredTests : IAsyncLifetime
{
    private const string Sweep = """
        name: measured
        axes:
          memory: 64M
          backing: [4k, thp, hugetlb-2m]
          strategy: [baseline, skip-level3]
        repeats: 12
        """;

    /// <summary>Two seconds and some scatter; skip-level3 saves a good part on 4k pages and a little with THP.</summary>
    private const string Times = """
        2 + (repeat * 7 % 12) / 200 + (run % 3) / 1000
          - CASE WHEN strategy = 'skip-level3' THEN CASE backing WHEN '4k' THEN 0.7 WHEN 'thp' THEN 0.02 ELSE 0 END ELSE 0 END
        """;

    private readonly CliHarness cli = new();

    public async ValueTask InitializeAsync()
    {
        cli.Write("measured.yaml", Sweep);
        (await cli.RunAsync("run measured.yaml --quiet")).Exits(ExitCode.Done);
    }

    [Fact]
    public async Task Compare_MeasuredSweep_ShowsMediansIntervalsTestsAndWhatNIsNeeded()
    {
        cli.Measure("ampere-1", "6.12", Times);

        CliResult result = await cli.RunAsync("compare measured");

        CliResult undisturbed = await cli.RunAsync("compare", "measured", "--where", "disturbed = '[]'");

        Snapshot.Matches("compare-measured", result.Exits(ExitCode.Done).Out);
        Assert.Contains("n=11)", undisturbed.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("disturbed", undisturbed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_FewSamplesOutliersAndDrift_AreSaid()
    {
        cli.Measure("ampere-1", "6.12",
            $"({Times}) + CASE WHEN backing = 'thp' AND repeat = 5 THEN 3 WHEN backing = '4k' THEN repeat / 10 ELSE 0 END");

        string all = (await cli.RunAsync("compare", "measured")).Exits(ExitCode.Done).Out;
        string few = (await cli.RunAsync("compare", "measured", "--where", "repeat < 4 and backing = '4k'")).Exits(ExitCode.Done).Out;

        Assert.Contains("thp baseline: 1 of 12 samples are outliers (5.0", all, StringComparison.Ordinal);
        Assert.Contains("they are kept. Of 12 normal samples 3.", all, StringComparison.Ordinal);
        Assert.Contains("4k baseline: times rise over the order of the runs (rank correlation 1.00)", all, StringComparison.Ordinal);
        Assert.DoesNotContain("hugetlb-2m baseline: times rise", all, StringComparison.Ordinal);
        Assert.Contains("4k skip-level3: 4 and 4 samples are few; with fewer than 6 a side", few, StringComparison.Ordinal);
        Assert.Matches(@"  \d\.\d+ s  -3\d\.\d\d % \(p=0\.029 n=4\)\n", few);
    }

    [Fact]
    public async Task Compare_TimesAndPredictionsOfOneSweep_AreNeverMixed()
    {
        cli.Measure("ampere-1", "6.12", Times);

        string text =
            (await cli.RunAsync("compare measured --metric time:enable,callbacks,predicted:rfc-2026-05")).Exits(ExitCode.Done).Out;

        Assert.Contains("time of enable (whole ioctl, measured", text, StringComparison.Ordinal);
        Assert.DoesNotContain("callbacks (", text, StringComparison.Ordinal);
        Assert.Contains("callbacks: Results of provenance hardware are measured, not counted.", text, StringComparison.Ordinal);
        Assert.Contains("predicted:rfc-2026-05: Results of provenance hardware are measured, not counted.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_SweepsOfTwoKernelsOnOneMachine_ComparesTheKernels()
    {
        cli.Measure("ampere-1", "6.12", Times);
        string[] before = Files();
        (await cli.RunAsync("run measured.yaml --name patched --quiet")).Exits(ExitCode.Done);
        Keep(before, () => cli.Measure("ampere-1", "6.13-skip", $"({Times}) * 0.75"));

        CliResult result = await cli.RunAsync("compare", "measured", "patched", "--where", "strategy = 'baseline'");

        Snapshot.Matches("compare-kernels", result.Exits(ExitCode.Done).Out);
    }

    [Fact]
    public async Task Compare_SweepsOfOneKernel_SaysItInTheHeadingAndWhatOneSweepHasAlone()
    {
        cli.Measure("ampere-1", "6.12", Times);
        string[] before = Files();
        (await cli.RunAsync("run", "measured.yaml", "--name", "again", "--set", "backing=4k,thp", "--quiet")).Exits(ExitCode.Done);
        Keep(before, () => cli.Measure("ampere-1", "6.12", Times));

        string text = (await cli.RunAsync("compare measured again")).Exits(ExitCode.Done).Out;

        Assert.Contains("agent ampere-1, kernel 6.12\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("Kernels:", text, StringComparison.Ordinal);
        Assert.Contains("Of 2 configurations there is measured alone: nothing is compared with it.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_OneStrategyAlone_SaysThatNothingIsComparedAndWhatCouldBe()
    {
        cli.Measure("ampere-1", "6.12", Times);

        string text = (await cli.RunAsync("compare", "measured", "--where", "strategy = 'baseline'")).Exits(ExitCode.Done).Out;

        Assert.Contains("it holds the median at least 95 % of the time (96.1 % at n = 12).", text, StringComparison.Ordinal);
        Assert.Contains(
            "Nothing is compared: all of it is baseline. --baseline AXIS=VALUE names what is compared with what, such as --baseline "
            + "backing=4k.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_SweepsOfTwoMachines_IsRefusedWithTheReason()
    {
        cli.Measure("ampere-1", "6.12", Times);
        string[] before = Files();
        (await cli.RunAsync("run measured.yaml --name theirs --quiet")).Exits(ExitCode.Done);
        CliResult simulated = await cli.RunAsync("compare measured theirs");
        Keep(before, () => cli.Measure("thunderx2", "6.12", Times));
        CliResult machines = await cli.RunAsync("compare measured theirs");

        CliResult ignoring = await cli.RunAsync("compare measured theirs --ignore chunk");
        Assert.Contains("cannot stand in one comparison", ignoring.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Empty(simulated.Exits(ExitCode.Usage).Out + machines.Exits(ExitCode.Usage).Out);
        Snapshot.Matches("compare-refused", simulated.Error + machines.Error);
    }

    public ValueTask DisposeAsync()
    {
        cli.Dispose();
        return ValueTask.CompletedTask;
    }

    private string[] Files() => Directory.GetFiles(cli.Data, "*.parquet", SearchOption.AllDirectories);

    /// <summary>Does something to all files of the data directory but these.</summary>
    private static void Keep(string[] files, Action action)
    {
        foreach (string file in files)
            File.Move(file, file + ".kept");

        action();
        foreach (string file in files)
            File.Move(file + ".kept", file);
    }
}
