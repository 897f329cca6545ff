namespace S2Grid.Experiments.Statistics;

/// <summary>
/// Intervals of medians from order statistics: between the k-th smallest and the k-th largest of n independent samples the true median
/// lies with a probability of at least 1 - 2 P(B &lt; k), B binomial of n and one half, whatever their distribution (David and Nagaraja,
/// Order Statistics, 3rd ed., section 7.1). k is the largest with which that is no less than <see cref="Level"/>.
/// </summary>
/// <remarks>It takes the samples for independent: what drifts or comes in bursts it does not see, nor how one machine differs from
/// another.</remarks>
public static class MedianInterval
{
    /// <summary>How probable it is at least that an interval holds what it is of.</summary>
    public const double Level = 0.95;

    /// <summary>The fewest samples that have an interval: the smallest and the largest of five would do for 93.75 % only.</summary>
    public const int MinSamples = 6;

    /// <summary>How probable it is that the interval of so many samples holds the median: <see cref="Level"/> or more.</summary>
    /// <param name="samples">How many, <see cref="MinSamples"/> or more.</param>
    public static double Achieved(int samples) => 1 - (2 * Binomial.CDF(0.5, samples, Rank(samples) - 1));

    /// <summary>The median and its interval; null with too few samples.</summary>
    /// <param name="samples">The samples in any order and unit.</param>
    public static Interval? Of(IReadOnlyList<double> samples)
    {
        int n = samples.Count;
        if (n < MinSamples)
            return null;

        double[] sorted = [.. samples.Order()];
        int rank = Rank(n);
        return new Interval(sorted[rank - 1], SortedArrayStatistics.Median(sorted), sorted[n - rank]);
    }

    /// <summary>
    /// The change of the median, candidate / baseline - 1, and its interval. On the scale of logarithms, a bound is as far from the change
    /// as the sides' bounds are from their medians, as two distances that are independent add up: by their squares (Donner and Zou,
    /// Statistical Methods in Medical Research 21, 2012, pp. 347-359).
    /// </summary>
    /// <param name="baseline">The samples of the one, positive.</param>
    /// <param name="candidate">The samples of the other, positive.</param>
    /// <returns>Fractions, negative where the candidate is smaller; null with too few samples on a side.</returns>
    public static Interval? OfChange(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate)
    {
        if (Of(baseline) is not { } before || Of(candidate) is not { } after)
            return null;

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(before.Low, nameof(baseline));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(after.Low, nameof(candidate));
        double change = after.Mid / before.Mid;
        return new Interval(
            (change * Math.Exp(-Distance(after.Mid / after.Low, before.High / before.Mid))) - 1,
            change - 1,
            (change * Math.Exp(Distance(after.High / after.Mid, before.Mid / before.Low))) - 1);

        static double Distance(double first, double second) => Math.Sqrt(Math.Pow(Math.Log(first), 2) + Math.Pow(Math.Log(second), 2));
    }

    /// <summary>The rank from either end of the samples that bound the interval, from 1.</summary>
    private static int Rank(int samples)
    {
        // Normal approximation, from below: two standard deviations of sqrt(n) / 2, and one rank.
        int rank = Math.Max(1, (int)((samples / 2) - Math.Sqrt(samples)) - 1);
        while (1 - (2 * Binomial.CDF(0.5, samples, rank)) >= Level)
            rank++;

        return rank;
    }
}
