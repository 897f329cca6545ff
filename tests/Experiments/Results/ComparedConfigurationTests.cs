using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Results;

/// <summary>The configurations of a sweep with all their figures, as <c>run</c> and <c>results</c> show them.</summary>
public sealed class ComparedConfigurationTests
{
    [Theory]
    [InlineData("4k", "baseline", 262_144, 262_144, 0, 0)]
    [InlineData("4k", "rfc", 512, 512, 0, 0)]
    [InlineData("4k", "skip-level3", 0, 0, 0, 0)]
    [InlineData("thp", "baseline", 262_144, 262_656, 512, 512)]
    [InlineData("thp", "rfc", 0, 512, 512, 512)]
    [InlineData("hugetlb-1g", "baseline", 262_144, 262_145, 1, 513)]
    [InlineData("hugetlb-1g", "skip-level3", 0, 1, 1, 513)]
    public void Build_RfcPreset_CountsTheSplitCallOnly(string backing, string strategy, long visits, long callbacks, long tlbis,
        long tables)
    {
        ComparedConfiguration row = ResultsOf.Preset("rfc-2026-05").Row(backing, strategy);

        Assert.Equal(Scope.SplitCall, row.Scope);
        Assert.Equal<double?>([visits, callbacks, tlbis, tables],
            [row.Visits().Value, row.Callbacks().Value, row.Tlbis().Value, row.Tables().Value]);
        Assert.Equal(strategy == "baseline", row.Visits().IsBaseline);
        Assert.Equal(row.Visits().IsBaseline ? null : (visits - 262_144) / 262_144.0, row.Visits().Change);
    }

    [Fact]
    public void Build_SeriesThatTimedTheIoctl_CountsTheWriteProtectWalkToo()
    {
        const string Axes = "axes: {memory: 1G, chunk: 1G}\n";

        ComparedConfiguration split = ResultsOf.Sweep(Axes).Configurations[0];
        ComparedConfiguration ioctl = ResultsOf.Sweep(Axes + "published: v2-2026-06").Configurations[0];

        Assert.Equal((Scope.SplitCall, 262_144, 0), (split.Scope, split.Callbacks().Value, split.Tlbis().Value));
        Assert.Equal((Scope.Ioctl, 2 * 262_144, 1), (ioctl.Scope, ioctl.Callbacks().Value, ioctl.Tlbis().Value));
        Assert.Equal(split.Visits().Value, ioctl.Visits().Value);
    }

    [Fact]
    public void Build_ClearScenario_AddsUpBothIterations()
    {
        ResultsOf clear = ResultsOf.Sweep("axes: {memory: 64M, scenario: clear}");
        StepCounters first = clear.Counters("4k", "baseline", "clear");
        StepCounters second = clear.Counters("4k", "baseline", "clear-2");

        Assert.Equal(16_384, first["leaf_callbacks", 3]);
        Assert.Equal(first["leaf_callbacks", 3] + second["leaf_callbacks", 3], clear.Configurations[0].Visits().Value);
    }

    [Fact]
    public void Build_BaselineByChunk_ComparesChunks()
    {
        ComparisonCell[] tlbis =
        [
            .. ResultsOf.Sweep("axes: {memory: 1G, backing: [thp, hugetlb-1g], chunk: [2M, 1G]}\nbaseline: {chunk: 1G}")
                .Configurations.Select(row => row.Tlbis()),
        ];

        Assert.Equal([512, 512, 513, 1], tlbis.Select(cell => cell.Value));
        Assert.Equal([0, null, 512, null], tlbis.Select(cell => cell.Change));
        Assert.Equal([false, true, false, true], tlbis.Select(cell => cell.IsBaseline));
    }

    [Fact]
    public void Build_Repeats_AreOneRow()
    {
        ComparedConfiguration row = Assert.Single(ResultsOf.Sweep("axes: {memory: 64M}\nrepeats: 5").Configurations);

        Assert.Equal((5, 0, 16_384), (row.Group.Runs, row.Group.Failed, row.Visits().Value));
    }

    [Fact]
    public void Build_FailedBaseline_LeavesTheOtherRowWithoutComparison()
    {
        ResultsOf rfc = ResultsOf.Preset("rfc-2026-05");
        RunResult[] results = [rfc.Results[0] with { State = RunState.Failed, Error = "no memory", Steps = [] }, rfc.Results[1]];

        IReadOnlyList<ComparedConfiguration> rows = ResultsOf.Compare(rfc.Group(results));

        Assert.Equal((0, 1, "no memory"), (rows[0].Group.Runs, rows[0].Group.Failed, rows[0].Group.Error));
        ComparisonCell failed = rows[0].Cell("predicted:rfc-2026-05");
        Assert.Equal((null, null, "No run succeeded."), (failed.Interval, failed.ChangeInterval, failed.Absence));
        Assert.Null(rows[1].Visits().Change);
        Assert.Null(rows[1].Cell("predicted:rfc-2026-05").Change);
        Assert.NotNull(rows[1].Cell("predicted:rfc-2026-05").Interval);
    }
}
