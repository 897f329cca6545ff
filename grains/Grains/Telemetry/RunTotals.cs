namespace S2Grid.Grains.Telemetry;

/// <summary>What runs with the same labels came to, added up.</summary>
internal sealed class RunTotals
{
    private readonly Dictionary<(string Model, Scope Scope), (long Runs, Interval Seconds)> predictions = [];

    /// <summary>Runs that were simulated.</summary>
    public long Done { get; set; }

    public long Failed { get; set; }

    /// <summary>Runs that share the counters of an equal run.</summary>
    public long Reused { get; set; }

    /// <summary>The counters of the steps that stand for a run, over all runs that were simulated.</summary>
    public StepCounters Counters { get; } = new();

    /// <summary>Of how many runs each cost model predicts the time, and that of all of them together.</summary>
    public IReadOnlyDictionary<(string Model, Scope Scope), (long Runs, Interval Seconds)> Predictions => predictions;

    /// <summary>Adds what a model predicts.</summary>
    public void Add(string model, Scope scope, long runs, Interval seconds)
    {
        (long knownRuns, Interval knownSeconds) = predictions.GetValueOrDefault((model, scope));
        predictions[(model, scope)] = (knownRuns + runs, Interval.Add(knownSeconds, seconds));
    }

    public void Add(RunTotals other)
    {
        Done += other.Done;
        Failed += other.Failed;
        Reused += other.Reused;
        Counters.Add(other.Counters);
        foreach (((string model, Scope scope), (long runs, Interval seconds)) in other.predictions)
            Add(model, scope, runs, seconds);
    }
}
