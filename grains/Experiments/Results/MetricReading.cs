using S2Grid.Experiments.Consequences;

namespace S2Grid.Experiments.Results;

/// <summary>What a metric finds in a group.</summary>
/// <param name="Scope">What the figures belong to.</param>
internal sealed record MetricReading(Scope Scope)
{
    /// <summary>The count, for what is counted.</summary>
    internal long? Count { get; init; }

    /// <summary>The counters that a prediction is made from.</summary>
    internal StepCounters? Counters { get; init; }

    /// <summary>Predicts what the counts come to, for what is a figure of that.</summary>
    internal Func<PredictedStudy>? Study { get; init; }

    /// <summary>Times in nanoseconds in the order of the runs, for what is measured.</summary>
    internal IReadOnlyList<double> Samples { get; init; } = [];

    /// <summary>Why there is nothing, in a sentence; null if there is something.</summary>
    internal string? Absence { get; init; }
}
