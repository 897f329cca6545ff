using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Statistics;
using S2Grid.Grains.Telemetry;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;

namespace S2Grid.Grains.Tests.Telemetry;

public sealed class RunAggregatorTests
{
    private const double SecondsPerNanosecond = 1e-9;

    /// <summary>The model predicts for slots of 1G and chunks of at least 1G only.</summary>
    private static readonly SweepSpecification Specification = SweepSpecification.Parse(
        "axes: {memory: [1G, 768M], backing: [4k, thp], chunk: [2M, 1G, 2G], scenario: enable}\nrepeats: 2\ncost-models: rfc-2026-05",
        "s").Specification!;

    [Fact]
    public void Read_RunsWithTheSameLabels_AddsUpWhatTheModelPredictsForSomeOfThem()
    {
        RunResult[] results = [.. Results()];
        var tally = new RunAggregator(Specification);
        foreach (RunResult result in results)
            tally.Count(result);

        Dictionary<RunLabels, RunTotals> read = tally.Read().ToDictionary(one => one.Labels, one => one.Totals);

        CostModel model = CostModels.Find("rfc-2026-05")!;
        Assert.Equal(2, read.Count);
        foreach (var alike in results.GroupBy(result => RunLabels.Of(result.Run.Configuration)))
        {
            StepCounters[] counters = [.. alike.Select(result => result.Steps.Single(step => step.Name == "split").Counters)];
            Interval[] predicted =
            [
                .. alike.Where(result => result.Run.Configuration is { Chunk.Bytes: >= 1UL << 30, Memory: 1UL << 30 })
                    .Select(result => model.PredictTime(result.Steps.Single(step => step.Name == "split").Counters)),
            ];
            RunTotals totals = read[alike.Key];
            (long Runs, Interval Seconds) sum = totals.Predictions[("rfc-2026-05", Scope.SplitCall)];

            Assert.Equal(12, totals.Done);
            Assert.Equal(counters.Sum(NamedCounts.Callbacks.Of), NamedCounts.Callbacks.Of(totals.Counters));
            Assert.Equal(4, sum.Runs);
            Assert.Equal(predicted.Sum(time => time.Low) * SecondsPerNanosecond, sum.Seconds.Low, 12);
            Assert.Equal(predicted.Sum(time => time.Mid) * SecondsPerNanosecond, sum.Seconds.Mid, 12);
            Assert.Equal(predicted.Sum(time => time.High) * SecondsPerNanosecond, sum.Seconds.High, 12);
        }
    }

    [Fact]
    public void Read_ModelWithACostForNothingThatHappens_PredictsNothing()
    {
        CostModel model = Specification.CostModels[0];
        var tally = new RunAggregator(Specification with
        {
            CostModels = [model with { Parameters = [.. model.Parameters.Where(one => one.Phase == CostPhase.FaultExits)] }],
        });
        foreach (RunResult result in Results())
            tally.Count(result);

        Assert.All(tally.Read(), one => Assert.Empty(one.Totals.Predictions));
    }

    [Fact]
    public void Read_RunsThatFailedOrWereReused_CountsThemAndNoEvents()
    {
        var tally = new RunAggregator(Specification);
        PlannedRun run = Specification.Plan[0];
        tally.Count(new RunResult(run, RunState.Failed, "no memory", [], Provenance.Simulated));
        tally.CountReused(run.Configuration);
        tally.CountReused(run.Configuration);

        RunTotals totals = Assert.Single(tally.Read()).Totals;

        Assert.Equal((0, 1, 2), (totals.Done, totals.Failed, totals.Reused));
        Assert.Empty(totals.Predictions);
        Assert.All(totals.Counters.Values.ToArray(), value => Assert.Equal(0, value));
    }

    private static IEnumerable<RunResult> Results()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 1UL << 30 });
        for (int run = 0; run < Specification.Plan.RunCount; run++)
            yield return SimulatedRun.Execute(vm, Specification.Plan[run], CancellationToken.None);
    }
}
