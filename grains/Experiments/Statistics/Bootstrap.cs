using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace S2Grid.Experiments.Statistics;

/// <summary>
/// 95 % intervals by the percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): the samples
/// are drawn anew with replacement <see cref="Resamples"/> times, and the interval is what the middle 95 % of the results span.
/// </summary>
/// <remarks>
/// Percentile and not BCa: BCa's acceleration comes from the jackknife, which fails for a median (chapter 11.7 there). The interval
/// holds the true median somewhat less often than 95 % of the time while there are few samples, and it knows nothing of drift, of
/// bursts, or of how this machine differs from another.
/// </remarks>
public static class Bootstrap
{
    /// <summary>How often samples are drawn anew.</summary>
    public const int Resamples = 10_000;

    /// <summary>
    /// The fewest samples for which there is an interval. Of n independent samples the smallest and the largest have the true median
    /// between them with probability 1 - 2^(1-n): with five that is 93.75 %, so that not even the whole range would do.
    /// </summary>
    public const int FewestSamples = 6;

    private const double Tail = 0.025;

    /// <summary>The median and its interval; null with too few samples.</summary>
    /// <param name="samples">The samples in any order and unit.</param>
    /// <param name="seed">Decides what is drawn; equal samples and seeds give equal intervals.</param>
    public static Interval? Median(IReadOnlyList<double> samples, int seed)
    {
        if (samples.Count < FewestSamples)
        {
            return null;
        }

        double[] sorted = [.. samples.Order()];
        var random = new MersenneTwister(seed, threadSafe: false);
        return Middle(SortedArrayStatistics.Median(sorted), _ => ResampledMedian(sorted, random));
    }

    /// <summary>
    /// The change of the median, candidate / baseline - 1, and its interval; both sides are drawn anew independently of one another.
    /// </summary>
    /// <param name="baseline">The samples of the one, positive.</param>
    /// <param name="candidate">The samples of the other.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <returns>Fractions, negative where the candidate is smaller; null with too few samples on a side.</returns>
    public static Interval? ChangeOfMedian(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate, int seed)
    {
        if (baseline.Count < FewestSamples || candidate.Count < FewestSamples)
        {
            return null;
        }

        double[] before = [.. baseline.Order()];
        double[] after = [.. candidate.Order()];
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(before[0], nameof(baseline));
        var random = new MersenneTwister(seed, threadSafe: false);
        return Middle(
            (SortedArrayStatistics.Median(after) / SortedArrayStatistics.Median(before)) - 1,
            _ => (ResampledMedian(after, random) / ResampledMedian(before, random)) - 1);
    }

    private static Interval Middle(double observed, Func<int, double> draw)
    {
        double[] drawn = [.. Enumerable.Range(0, Resamples).Select(draw).Order()];
        return new Interval(
            SortedArrayStatistics.QuantileCustom(drawn, Tail, QuantileDefinition.R7),
            observed,
            SortedArrayStatistics.QuantileCustom(drawn, 1 - Tail, QuantileDefinition.R7));
    }

    /// <summary>
    /// The median of n samples drawn with replacement, without drawing them: the k-th smallest of n numbers uniform on 0 to 1 has the
    /// distribution Beta(k, n + 1 - k), and given it, the next one is the smallest of the n - k that are left above it (David and
    /// Nagaraja, Order Statistics, 3rd ed., sections 2.1 and 2.5). A number u stands for the sample of rank floor(n u).
    /// </summary>
    private static double ResampledMedian(double[] sorted, MersenneTwister random)
    {
        int n = sorted.Length;
        int k = (n + 1) / 2;
        double lower = Beta.Sample(random, k, n + 1 - k);
        if (n % 2 == 1)
        {
            return At(lower);
        }

        double upper = lower + ((1 - lower) * Beta.Sample(random, 1, n - k));
        return (At(lower) + At(upper)) / 2;

        double At(double u) => sorted[Math.Min(n - 1, (int)(n * u))];
    }
}
