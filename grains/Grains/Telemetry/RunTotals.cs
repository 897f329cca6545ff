using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Grains.Telemetry;

/// <summary>What runs with the same labels came to, added up.</summary>
internal sealed class RunTotals
{
    private readonly Dictionary<(string Model, Scope Scope), PredictedTotal> predictions = [];

    /// <summary>Runs that were simulated.</summary>
    public long Done { get; set; }

    /// <summary>Runs that failed.</summary>
    public long Failed { get; set; }

    /// <summary>Runs that share the counters of an equal run.</summary>
    public long Reused { get; set; }

    /// <summary>The counters of the steps that stand for a run, over all runs that were simulated.</summary>
    public StepCounters Counters { get; } = new();

    /// <summary>What each cost model predicts for the runs together.</summary>
    public IReadOnlyDictionary<(string Model, Scope Scope), PredictedTotal> Predictions => predictions;

    /// <summary>Adds what a model predicts.</summary>
    public void Add(string model, Scope scope, PredictedTotal prediction) =>
        predictions[(model, scope)] = predictions.GetValueOrDefault((model, scope)) + prediction;

    /// <summary>Adds other runs.</summary>
    public void Add(RunTotals other)
    {
        Done += other.Done;
        Failed += other.Failed;
        Reused += other.Reused;
        Counters.Add(other.Counters);
        foreach (((string model, Scope scope), PredictedTotal prediction) in other.predictions)
            Add(model, scope, prediction);
    }
}
