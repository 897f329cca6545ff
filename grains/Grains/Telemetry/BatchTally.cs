using S2Grid.Experiments;
using S2Grid.Mmu;

namespace S2Grid.Grains;

/// <summary>
/// Adds up what a batch's runs come to, so that what all slots share is touched once a batch. For one thread.
/// </summary>
/// <param name="specification">What the sweep measures and which cost models it names.</param>
internal sealed class BatchTally(SweepSpecification specification)
{
    private readonly Dictionary<RunLabels, RunTotals> totals = [];
    private readonly CostModel[] models =
        [.. specification.CostModels.Select(CostModels.Find).OfType<CostModel>().Where(model => model.IsAbsolute)];

    private readonly StepCounters measured = new();
    private readonly Dictionary<Scenario, (Scope Scope, IReadOnlyList<string> Steps)> standing = [];
    private RunLabels lastLabels;
    private RunTotals? last;

    /// <summary>The sums by label.</summary>
    public IReadOnlyDictionary<RunLabels, RunTotals> Totals => totals;

    /// <summary>Counts a run that shares the counters of an equal run.</summary>
    public void CountReused(RunConfiguration configuration) => Of(configuration).Reused++;

    /// <summary>Counts a run that was done, or that failed.</summary>
    public void Count(RunResult result)
    {
        RunConfiguration configuration = result.Run.Configuration;
        RunTotals sums = Of(configuration);
        if (result.State != RunState.Succeeded)
        {
            sums.Failed++;
            return;
        }

        sums.Done++;
        if (!standing.TryGetValue(configuration.Scenario, out (Scope Scope, IReadOnlyList<string> Steps) stands))
            standing.Add(configuration.Scenario, stands = ResultTable.Measured(configuration.Scenario, specification.Published));
        (Scope scope, IReadOnlyList<string> steps) = stands;
        foreach (StepResult step in result.Steps)
        {
            if (steps.Contains(step.Name))
                sums.Add(step.Counters);
        }

        if (models.Length > 0)
            Predict(sums, result, scope, steps);
    }

    private void Predict(RunTotals sums, RunResult result, Scope scope, IReadOnlyList<string> steps)
    {
        measured.Clear();
        foreach (StepResult step in result.Steps)
        {
            if (!steps.Contains(step.Name))
                continue;
            for (int i = 0; i < CounterLayout.Length; i++)
                measured.Values[i] += step.Counters.Values[i];
        }

        foreach (CostModel model in models)
        {
            if (model.Predict(result.Run.Configuration, scope, result.Provenance, measured, baseline: null).Nanoseconds is { } time)
                sums.Add(model.Name, scope, PredictedTotal.Of(time));
        }
    }

    /// <summary>The sums of a run's labels, which are mostly those of the run before it.</summary>
    private RunTotals Of(RunConfiguration configuration)
    {
        RunLabels labels = RunLabels.Of(configuration);
        if (last is not null && labels == lastLabels)
            return last;
        if (!totals.TryGetValue(labels, out RunTotals? sums))
            totals.Add(labels, sums = new RunTotals());
        (lastLabels, last) = (labels, sums);
        return sums;
    }
}
