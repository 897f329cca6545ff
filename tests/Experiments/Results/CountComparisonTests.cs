using S2Grid.Common;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Results;

public sealed class CountComparisonTests
{
    private const string Rfc =
        "axes: {memory: 1G, backing: [4k, thp, hugetlb-1g], chunk: 1G, strategy: [baseline, rfc, skip-level3]}\ncost-models: rfc-2026-05";

    [Fact]
    public void Build_SimulatedSweep_ComparesNamedCountsAndPredictions()
    {
        SweepComparison comparison = GroupsOf.Simulated(Rfc).Compare();

        Assert.Equal(
            ["level-3-visits", "callbacks", "tlbis", "tables", "predicted:rfc-2026-05"],
            comparison.Tables.Select(table => table.Metric.Name));
        Assert.All(comparison.Tables, table =>
        {
            Assert.Equal(new FigureOrigin(Provenance.Simulated, Scope.SplitCall), table.Origin);
            Assert.Equal(["baseline", "rfc", "skip-level3"], table.Columns);
            Assert.Equal(["4k", "thp", "hugetlb-1g"], table.Rows.Select(row => row.Values.Single()));
            Assert.Contains(("chunk", "1G"), table.Heading);
            Assert.DoesNotContain(table.Heading, value => value.Name is "backing" or "strategy");
        });
        Assert.Empty(comparison.Faults);
        Assert.Empty(comparison.Omissions);
    }

    [Fact]
    public void Build_Counts_AreExactAndHaveNoTest()
    {
        ComparisonTable callbacks = GroupsOf.Simulated(Rfc).Compare("callbacks").Tables.Single();

        Assert.Equal([262_144, 262_656, 262_145], callbacks.Rows.Select(row => row.Cells[0]!.Value!.Value));
        ComparisonCell cell = callbacks.Rows[1].Cells[1]!;
        Assert.Equal((512, (512.0 - 262_656) / 262_656), (cell.Value, cell.Change));
        Assert.All(callbacks.Rows.SelectMany(row => row.Cells),
            c => Assert.Equal((null, null, null), (c!.Interval, c.ChangeInterval, c.Test)));
    }

    [Fact]
    public void Build_BaselineThatCountsNone_HasNoChangeUnlessNothingChanges()
    {
        ComparedSweep sweep = GroupsOf.Simulated("axes: {memory: 1G, backing: [4k, thp], chunk: 1G, strategy: [baseline, rfc]}");

        ComparisonTable none = SweepComparison.Build(
            sweep, [new ComparisonMetrics(sweep.Specification, sweep.Groups).Find("tlbis")!], ["strategy"],
            AxisPattern.Of("backing", "4k")).Tables.Single();
        ComparisonTable same = sweep.Compare("tlbis").Tables.Single();

        Assert.Equal((512, null), (none.Rows[0].Cells[1]!.Value, none.Rows[0].Cells[1]!.Change));
        Assert.StartsWith("The baseline counts none", none.Rows[0].Cells[1]!.Absence, StringComparison.Ordinal);
        Assert.Equal((0.0, 0.0, null), (same.Rows[0].Cells[1]!.Value, same.Rows[0].Cells[1]!.Change, same.Rows[0].Cells[1]!.Absence));
    }

    [Fact]
    public void Build_Predictions_AreThoseOfTheModel()
    {
        ComparisonRow[] rows = [.. GroupsOf.Simulated(Rfc).Compare("predicted:rfc-2026-05").Tables.Single().Rows];

        foreach ((ComparisonRow row, string backing) in rows.Zip(["4k", "thp", "hugetlb-1g"]))
        {
            ResultsOf rfc = ResultsOf.Preset("rfc-2026-05");
            CostModel model = CostModels.Find("rfc-2026-05")!;
            StepCounters before = rfc.Counters(backing, "baseline", "split");
            StepCounters after = rfc.Counters(backing, "rfc", "split");
            Assert.Equal((model.PredictTime(after), model.PredictChange(before, after)!.Value),
                (row.Cells[1]!.Interval!.Value, row.Cells[1]!.ChangeInterval!.Value));
            Assert.Null(row.Cells[1]!.Test);
        }
    }

    [Fact]
    public void Build_Means_AreGeometric()
    {
        ComparisonTable callbacks = GroupsOf.Simulated(Rfc).Compare("callbacks").Tables.Single();
        ComparisonTable visits = GroupsOf.Simulated(Rfc).Compare("level-3-visits").Tables.Single();

        // The cube roots of 262144 x 262656 x 262145 and of (512 / 262144) (512 / 262656) (1 / 262145).
        Assert.Equal(262_314.8892257, callbacks.Means[0].Value!.Value, 1e-6);
        Assert.Equal(Math.Cbrt(512.0 / 262_144 * (512.0 / 262_656) * (1.0 / 262_145)) - 1, callbacks.Means[1].Change!.Value, 1e-12);
        Assert.Equal((null, null), (visits.Means[1].Value, visits.Means[1].Change));
    }

    [Fact]
    public void Build_MeansOfPredictions_HaveTheMeansOfTheBounds()
    {
        ComparisonTable table = GroupsOf.Simulated(Rfc).Compare("predicted:rfc-2026-05").Tables.Single();

        Interval[] times = [.. table.Rows.Select(row => row.Cells[1]!.Interval!.Value)];
        Interval[] changes = [.. table.Rows.Select(row => row.Cells[1]!.ChangeInterval!.Value)];
        ComparisonMean mean = table.Means[1];
        Assert.Equal(Math.Cbrt(times[0].Low * times[1].Low * times[2].Low), mean.Interval!.Value.Low, 1);
        Assert.Equal(Math.Cbrt(times[0].High * times[1].High * times[2].High), mean.Interval.Value.High, 1);
        Assert.Equal(Math.Cbrt((1 + changes[0].High) * (1 + changes[1].High) * (1 + changes[2].High)) - 1, mean.ChangeInterval!.Value.High,
            1e-12);

        // skip-level3 may save all of the time on 4k pages: then so it does in the mean's lower bound.
        Assert.Equal(-1, table.Means[2].ChangeInterval!.Value.Low, 1e-12);
        Assert.True(table.Means[2].ChangeInterval!.Value.Contains(table.Means[2].Change!.Value));
    }

    [Theory]
    [InlineData("split.leaf_callbacks.3", 262_144, 0)]
    [InlineData("split.leaf_callbacks", 262_656, 512)]
    [InlineData("wp.walks", 1, 1)]
    public void Build_Counter_IsOfItsStepAndLevel(string metric, long baseline, long rfc)
    {
        ComparisonTable table = GroupsOf.Simulated("axes: {memory: 1G, backing: thp, chunk: 1G, strategy: [baseline, rfc]}")
            .Compare(metric).Tables.Single();

        Assert.Equal(metric.StartsWith("wp", StringComparison.Ordinal) ? Scope.Ioctl : Scope.SplitCall, table.Origin.Scope);
        Assert.Equal([baseline, rfc], table.Rows.Single().Cells.Select(cell => (long)cell!.Value!));
    }

    [Fact]
    public void Build_UnlikeConfigurations_StandInTablesOfTheirOwn()
    {
        SweepComparison comparison =
            GroupsOf.Simulated("axes: {memory: [64M, 128M], scenario: [enable, clear], strategy: [baseline, rfc]}").Compare("callbacks");

        Assert.Equal(
            [("enable", "64M", Scope.SplitCall), ("enable", "128M", Scope.SplitCall), ("clear", "64M", Scope.Ioctl),
                ("clear", "128M", Scope.Ioctl)],
            comparison.Tables.Select(t =>
                (t.Heading.First(v => v.Name == "scenario").Value, t.Heading.First(v => v.Name == "memory").Value, t.Origin.Scope)));
        Assert.All(comparison.Tables, table => Assert.Empty(table.Means));
    }

    [Fact]
    public void Build_BaselineThatIsNormalisedAway_StandsInEveryTable()
    {
        ComparedSweep sweep = GroupsOf.Simulated("axes: {memory: 64M, strategy: [rfc, skip-level3], chunk: [0, 2M]}");
        var metrics = new ComparisonMetrics(sweep.Specification, sweep.Groups);

        SweepComparison comparison = SweepComparison.Build(sweep, [metrics.Find("wp.walks")!], ["backing"], AxisPattern.Of("chunk", "0"));

        Assert.Equal(["rfc", "skip-level3"],
            comparison.Tables.Select(table => table.Heading.First(value => value.Name == "strategy").Value));
        Assert.All(comparison.Tables,
            table => Assert.Equal(("0", "2M", 0.0), (table.Columns[0], table.Columns[1], table.Rows[0].Cells[1]!.Change)));
    }

    [Fact]
    public void Build_BaselineOfAnotherScenario_IsRefused()
    {
        ComparedSweep sweep = GroupsOf.Simulated("axes: {memory: 64M, scenario: [enable, clear]}");
        var metrics = new ComparisonMetrics(sweep.Specification, sweep.Groups);

        string refusal = Assert.Throws<RefusedException>(
            () => SweepComparison.Build(sweep, [metrics.Find("callbacks")!], ["backing"], AxisPattern.Of("scenario", "enable"))).Message;

        Assert.Contains("split call and of the whole ioctl cannot stand in one comparison", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_RunsThatDoNotCountAlike_AreAFaultAndNotShown()
    {
        ComparedSweep sweep = GroupsOf.Simulated("axes: {memory: 64M, strategy: [baseline, rfc]}");
        RunGroup broken =
            sweep.Groups[1] with
            {
                Steps =
                [.. sweep.Groups[1].Steps.Select(step => step with { Differing = [$"{step.Name}.walks from 1 to 2"] })]
            };

        SweepComparison comparison = (sweep with { Groups = [sweep.Groups[0], broken] }).Compare("callbacks");

        Assert.Contains("split.walks from 1 to 2", Assert.Single(comparison.Faults), StringComparison.Ordinal);
        Assert.Equal((null, null), (comparison.Tables[0].Rows[0].Cells[1]!.Value, comparison.Tables[0].Rows[0].Cells[1]!.Change));
        Assert.NotNull(comparison.Tables[0].Rows[0].Cells[0]!.Value);
    }

    [Fact]
    public void Build_ModelThatRefuses_IsAnOmissionWithItsReason()
    {
        SweepComparison comparison =
            GroupsOf.Simulated("axes: {memory: 64M, chunk: 2M, strategy: [baseline, rfc]}").Compare("predicted:rfc-2026-05");

        Assert.Empty(comparison.Tables);
        Assert.Contains("fitted with chunks of at least 1G", Assert.Single(comparison.Omissions), StringComparison.Ordinal);
    }
}
