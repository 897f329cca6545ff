using static System.FormattableString;

namespace S2Grid.Experiments.Statistics;

/// <summary>Whether a measured difference is more than chance.</summary>
/// <param name="Result">What the test of Mann and Whitney found, not yet corrected; the candidate is the first side.</param>
/// <param name="P">p corrected by <see cref="Holm"/> for all tests of the comparison.</param>
/// <param name="BaselineSamples">Samples of the baseline.</param>
/// <param name="Samples">Samples of the candidate.</param>
/// <param name="NeededSamples">
/// About how many samples a side it takes to find a difference like this; null if one was found, if neither side tends to be larger, or
/// if there are too few samples to say.
/// </param>
public sealed record ComparisonTest(MannWhitneyResult Result, double P, int BaselineSamples, int Samples, double? NeededSamples)
{
    /// <summary>p below which a difference counts as one.</summary>
    public const double Level = 0.05;

    /// <summary>The fewest samples a side that make no reader doubt.</summary>
    public const int MinSamples = 10;

    private const double Power = 0.8;
    private const double SmallestShownP = 0.001;

    /// <summary>Whether there is a difference, as far as can be said.</summary>
    public bool IsSignificant => P < Level;

    /// <summary>Whether a side has so few samples that readers should be warned.</summary>
    public bool HasFewSamples => Math.Min(BaselineSamples, Samples) < MinSamples;

    /// <summary>Whether a side has too few samples to say even how many it would take.</summary>
    public bool HasTooFewSamples => Math.Min(BaselineSamples, Samples) < MedianInterval.MinSamples;

    /// <summary>How many samples there are, for people: <c>n=10</c>, or <c>n=10+8</c> where the baseline has another number.</summary>
    public string SampleCounts => Samples == BaselineSamples ? Invariant($"n={Samples}") : Invariant($"n={BaselineSamples}+{Samples}");

    /// <summary>The result in parentheses, for people: <c>(p=0.013 n=12)</c>.</summary>
    public string Text =>
        P < SmallestShownP ? Invariant($"(p<{SmallestShownP} {SampleCounts})") : Invariant($"(p={P:0.000} {SampleCounts})");

    /// <summary>Tests samples against those of a baseline, neither of them empty.</summary>
    public static ComparisonTest Of(IReadOnlyList<double> baseline, IReadOnlyList<double> samples)
    {
        MannWhitneyResult result = MannWhitney.Test(samples, baseline);
        return new ComparisonTest(result, result.P, baseline.Count, samples.Count, null);
    }

    /// <summary>The same test as one of a family.</summary>
    /// <param name="p">The corrected p.</param>
    /// <param name="family">How many tests there are.</param>
    public ComparisonTest InFamily(double p, int family)
    {
        ComparisonTest corrected = this with { P = p };
        return corrected.IsSignificant || HasTooFewSamples
            ? corrected
            : corrected with { NeededSamples = SampleSize.Needed(Result.Superiority, Level / family, Power) };
    }
}
