using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>What one configuration came to by one metric, and how that compares with the baseline in its row.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Runs">Runs that succeeded.</param>
/// <param name="Failed">Runs that failed.</param>
public sealed record ComparisonCell(RunConfiguration Configuration, long Runs, long Failed)
{
    /// <summary>The kernel that was measured; null for simulated runs.</summary>
    public string? Kernel { get; init; }

    /// <summary>The measured machine's architecture; null for simulated runs, and where nobody has said.</summary>
    public string? Architecture { get; init; }

    /// <summary>Measured runs whose times may be disturbed, as their machine says; they stay samples.</summary>
    public long Disturbed { get; init; }

    /// <summary>Why the first run that failed did; null if none did.</summary>
    public string? Error { get; init; }

    /// <summary>The count, or the time in nanoseconds: predicted, or the median of the samples; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>
    /// Its interval: of the cost model, or the samples' 95 % interval of <see cref="Bootstrap"/>; null for counts, which are exact, and
    /// with too few samples.
    /// </summary>
    public Interval? Interval { get; init; }

    /// <summary>
    /// The change against the baseline as a fraction, negative where this is less; null where there is nothing to compare with, and
    /// where the baseline counts none and this counts some.
    /// </summary>
    public double? Change { get; init; }

    /// <summary>The change's interval; null where <see cref="Interval"/> would be null.</summary>
    public Interval? ChangeInterval { get; init; }

    /// <summary>Whether the change is more than chance; null for what is not measured.</summary>
    public ComparisonTest? Test { get; init; }

    /// <summary>What is to be known of the samples; null for what is not measured.</summary>
    public SampleSummary? Samples { get; init; }

    /// <summary>Why there is no value or no change, in a sentence; null where nothing is missing.</summary>
    public string? Absence { get; init; }
}
