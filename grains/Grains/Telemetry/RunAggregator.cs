using S2Grid.Experiments.Published;

namespace S2Grid.Grains.Telemetry;

/// <summary>
/// Adds up what a batch's runs come to, so that what all slots share is touched once a batch, and costs are multiplied with sums of counts
/// instead of with each run's. For one thread.
/// </summary>
/// <param name="specification">What the sweep measures and which cost models it names.</param>
internal sealed class RunAggregator(SweepSpecification specification)
{
    private const double SecondsPerNanosecond = 1e-9;

    private readonly Dictionary<RunLabels, Alike> all = [];
    private readonly Dictionary<Scenario, CountedSteps> counted = [];
    private readonly CostModel[] models =
        [.. specification.CostModels.Where(model => model.IsAbsolute)];

    private readonly StepCounters counters = new();

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
        CountedSteps steps = Counted(configuration.Scenario);
        counters.Clear();
        steps.AddTo(counters, result.Steps);
        runs.Totals.Counters.Add(counters);
        for (int i = 0; i < models.Length; i++)
        {
            if (models[i].Refusal(configuration, steps.Scope, result.Provenance, counters) is not null)
                continue;
            runs.Predicted[i]++;
            (runs.Counters[i] ??= new StepCounters()).Add(counters);
        }
    }

    /// <summary>The sums by label, to be read when all is counted.</summary>
    public IEnumerable<(RunLabels Labels, RunTotals Totals)> Read()
    {
        foreach ((RunLabels labels, Alike runs) in all)
        {
            for (int i = 0; i < models.Length; i++)
            {
                if (runs.Counters[i] is { } sum)
                {
                    runs.Totals.Add(models[i].Name, Counted(labels.Scenario).Scope,
                        runs.Predicted[i], Interval.Multiply(SecondsPerNanosecond, models[i].PredictTime(sum)));
                }
            }

            yield return (labels, runs.Totals);
        }
    }

    private CountedSteps Counted(Scenario scenario)
    {
        if (!counted.TryGetValue(scenario, out CountedSteps? known))
            counted.Add(scenario, known = specification.Counted(scenario));

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
