
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Counters;

namespace S2Grid.Experiments.Tests.Results;

public sealed class ResultTableTests
{
    [Theory]
    [InlineData("4k", "baseline", 262_144, 262_144, 0, 0)]
    [InlineData("4k", "rfc", 512, 512, 0, 0)]
    [InlineData("4k", "skip-level3", 0, 0, 0, 0)]
    [InlineData("thp", "baseline", 262_144, 262_656, 512, 512)]
    [InlineData("thp", "rfc", 0, 512, 512, 512)]
    [InlineData("hugetlb-1g", "baseline", 262_144, 262_145, 1, 513)]
    [InlineData("hugetlb-1g", "skip-level3", 0, 1, 1, 513)]
    public void Build_RfcPreset_CountsTheSplitCallOnly(string backing, string strategy, long visits, long callbacks, long tlbis, long tables)
    {
        ResultRow row = ResultsOf.Preset("rfc-2026-05").Row(backing, strategy);

        Assert.Equal(Scope.SplitCall, row.Scope);
        Assert.Equal((visits, callbacks, tlbis, tables), (row.PageVisits.Value, row.Callbacks.Value, row.Tlbis.Value, row.Tables.Value));
        Assert.Equal(strategy == "baseline", row.IsBaseline);
        Assert.Equal(row.IsBaseline ? null : 100.0 * (visits - 262_144) / 262_144, row.PageVisits.ChangePercent);
    }

    [Fact]
    public void Build_SeriesThatTimedTheIoctl_CountsTheWriteProtectWalkToo()
    {
        const string Axes = "axes: {memory: 1G, chunk: 1G}\n";

        ResultRow split = ResultsOf.Sweep(Axes).Table.Rows[0];
        ResultRow ioctl = ResultsOf.Sweep(Axes + "published: v2-2026-06").Table.Rows[0];

        Assert.Equal((Scope.SplitCall, 262_144L, 0L), (split.Scope, split.Callbacks.Value, split.Tlbis.Value));
        Assert.Equal((Scope.Ioctl, 2 * 262_144L, 1L), (ioctl.Scope, ioctl.Callbacks.Value, ioctl.Tlbis.Value));
        Assert.Equal(split.PageVisits.Value, ioctl.PageVisits.Value);
    }

    [Fact]
    public void Build_ClearScenario_AddsUpBothIterations()
    {
        ResultsOf clear = ResultsOf.Sweep("axes: {memory: 64M, scenario: clear}");
        StepCounters first = clear.Counters("4k", "baseline", "clear");
        StepCounters second = clear.Counters("4k", "baseline", "clear-2");

        Assert.Equal(16_384, first["leaf_callbacks", 3]);
        Assert.Equal(first["leaf_callbacks", 3] + second["leaf_callbacks", 3], clear.Table.Rows[0].PageVisits.Value);
    }

    [Fact]
    public void Build_BaselineByChunk_ComparesChunks()
    {
        ResultTable table = ResultsOf.Sweep("axes: {memory: 1G, backing: [thp, hugetlb-1g], chunk: [2M, 1G]}\nbaseline: {chunk: 1G}").Table;

        Assert.Equal([512, 512, 513, 1], table.Rows.Select(row => row.Tlbis.Value));
        Assert.Equal([0, null, 51_200, null], table.Rows.Select(row => row.Tlbis.ChangePercent));
        Assert.Equal([false, true, false, true], table.Rows.Select(row => row.IsBaseline));
    }

    [Fact]
    public void Build_Repeats_AreOneRow()
    {
        ResultRow row = Assert.Single(ResultsOf.Sweep("axes: {memory: 64M}\nrepeats: 5").Table.Rows);

        Assert.Equal((5, 0, 16_384), (row.Runs, row.Failed, row.PageVisits.Value));
    }

    [Fact]
    public void Build_FailedBaseline_LeavesTheOtherRowWithoutComparison()
    {
        ResultsOf rfc = ResultsOf.Preset("rfc-2026-05");
        RunResult[] results = [rfc.Results[0] with { State = RunState.Failed, Error = "no memory", Steps = [] }, rfc.Results[1]];

        ResultTable table = ResultTable.Build(rfc.Specification, results);

        Assert.Equal((0, 1, "no memory"), (table.Rows[0].Runs, table.Rows[0].Failed, table.Rows[0].Error));
        Assert.Equal(new PredictedCell("rfc-2026-05", null, null, null), Assert.Single(table.Rows[0].Predictions));
        Assert.Null(table.Rows[1].PageVisits.ChangePercent);
        Assert.Null(table.Rows[1].Predictions[0].Change);
        Assert.NotNull(table.Rows[1].Predictions[0].Nanoseconds);
    }

    [Fact]
    public void Build_MoreConfigurationsThanRows_StopsReading()
    {
        SweepSpecification specification = SweepSpecification.Parse("axes: {memory: 64M}\nrepeats: 2", "s").Specification!.WithOverrides(
            [("base-offset", string.Join(',', Enumerable.Range(0, 1000).Select(i => $"{4 * i}K"))), ("backing", "4k,thp"), ("fwb", "true,false")], null).Specification!;
        SweepPlan plan = specification.Plan;
        long read = 0;

        ResultTable table = ResultTable.Build(specification, Read());

        Assert.Equal(4000 * 2, plan.RunCount);
        Assert.Equal((2000, true), (table.Rows.Count, table.IsCut));
        Assert.All(table.Rows, row => Assert.Equal(2, row.Runs));
        Assert.Equal(4000, read);

        IEnumerable<RunResult> Read()
        {
            for (; read < plan.RunCount; read++)
            {
                yield return new RunResult(plan[read], RunState.Succeeded, null, [], Provenance.Simulated);
            }
        }
    }
}
