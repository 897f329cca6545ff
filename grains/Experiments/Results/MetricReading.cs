using S2Grid.Experiments.Stalls;

namespace S2Grid.Experiments.Results;

/// <summary>What a metric finds in a group.</summary>
/// <param name="Scope">What the figures belong to.</param>
internal sealed record MetricReading(Scope Scope)
{
    /// <summary>The count, for what is counted.</summary>
    internal long? Count { get; init; }

    /// <summary>The counters that a prediction is made from.</summary>
    internal StepCounters? Counters { get; init; }

    /// <summary>Predicts the stalls of vCPUs, for what is a figure of them.</summary>
    internal Func<StallStudy>? Stalls { get; init; }

    /// <summary>Times in nanoseconds in the order of the runs, for what is measured.</summary>
    internal IReadOnlyList<double> Samples { get; init; } = [];

    /// <summary>Why there is nothing, in a sentence; null if there is something.</summary>
    internal string? Absence { get; init; }
}
