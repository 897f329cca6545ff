using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>What one configuration came to by one metric, and how that compares with its baseline.</summary>
/// <param name="Group">The runs of the configuration.</param>
/// <param name="IsBaseline">Whether others are compared with it.</param>
public sealed record ComparisonCell(RunGroup Group, bool IsBaseline)
{
    /// <summary>The count, or the time in nanoseconds: predicted, or the median of the samples; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>
    /// Its interval: of the cost model, or the samples' (<see cref="MedianInterval"/>); null for counts, which are exact, and with too few
    /// samples.
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

    /// <summary>What stands in the place of a predicted value that there is not, in a word or two; null where nothing does.</summary>
    public string? Word { get; init; }

    /// <summary>Why there is no value or no change, in a sentence; null where nothing is missing.</summary>
    public string? Absence { get; init; }
}
