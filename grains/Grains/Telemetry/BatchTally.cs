
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;

namespace S2Grid.Grains.Telemetry;

/// <summary>
/// Adds up what a batch's runs come to, so that what all slots share is touched once a batch, and costs are multiplied with sums of counts
/// instead of with each run's. For one thread.
/// </summary>
/// <param name="specification">What the sweep measures and which cost models it names.</param>
internal sealed class BatchTally(SweepSpecification specification)
{
    private readonly Dictionary<RunLabels, Alike> all = [];
    private readonly Dictionary<Scenario, (Scope Scope, string[] Steps)> standing = [];
    private readonly CostModel[] models =
        [.. specification.CostModels.Select(CostModels.Find).OfType<CostModel>().Where(model => model.IsAbsolute)];

    private RunLabels lastLabels;
    private Alike? last;

    /// <summary>Counts a run that shares the counters of an equal run.</summary>
    public void CountReused(RunConfiguration configuration) => Of(configuration).Totals.Reused++;

    /// <summary>Counts a run that was done, or that failed.</summary>
    public void Count(RunResult result)
    {
        RunConfiguration configuration = result.Run.Configuration;
        Alike runs = Of(configuration);
        if (result.State != RunState.Succeeded)
        {
            runs.Totals.Failed++;
            return;
        }

        runs.Totals.Done++;
        (Scope scope, string[] steps) = Standing(configuration.Scenario);
        Add(result, steps, runs.Totals.Counters);
        for (int i = 0; i < models.Length; i++)
        {
            if (models[i].Refusal(configuration, scope, result.Provenance) is not null)
                continue;
            runs.Predicted[i]++;
            Add(result, steps, runs.Counters[i] ??= new StepCounters());
        }
    }

    /// <summary>The sums by label, to be read when all is counted.</summary>
    public IEnumerable<(RunLabels Labels, RunTotals Totals)> Read()
    {
        foreach ((RunLabels labels, Alike runs) in all)
        {
            for (int i = 0; i < models.Length; i++)
            {
                if (runs.Counters[i] is { } counters)
                    runs.Totals.Add(models[i].Name, Standing(labels.Scenario).Scope, PredictedTotal.Of(runs.Predicted[i], models[i].PredictTime(counters)));
            }

            yield return (labels, runs.Totals);
        }
    }

    /// <summary>Adds the counters of the steps that stand for a run.</summary>
    private static void Add(RunResult result, string[] steps, StepCounters sum)
    {
        foreach (StepResult step in result.Steps)
        {
            if (Array.IndexOf(steps, step.Name) >= 0)
                sum.Add(step.Counters);
        }
    }

    private (Scope Scope, string[] Steps) Standing(Scenario scenario)
    {
        if (!standing.TryGetValue(scenario, out (Scope Scope, string[] Steps) known))
        {
            (Scope scope, IReadOnlyList<string> steps) = ResultTable.Measured(scenario, specification.Published);
            standing.Add(scenario, known = (scope, [.. steps]));
        }

        return known;
    }

    /// <summary>The runs with a run's labels, which are mostly those of the run before it.</summary>
    private Alike Of(RunConfiguration configuration)
    {
        var labels = RunLabels.Of(configuration);
        if (last is not null && labels == lastLabels)
            return last;
        if (!all.TryGetValue(labels, out Alike? runs))
            all.Add(labels, runs = new Alike(models.Length));
        (lastLabels, last) = (labels, runs);
        return runs;
    }

    /// <summary>Runs with the same labels.</summary>
    /// <param name="models">How many models there are.</param>
    private sealed class Alike(int models)
    {
        public RunTotals Totals { get; } = new();

        /// <summary>For how many runs each model predicts a time.</summary>
        public long[] Predicted { get; } = new long[models];

        /// <summary>What those runs have counted; null where there are none.</summary>
        public StepCounters?[] Counters { get; } = new StepCounters?[models];
    }
}
