using System.Collections.Concurrent;
using MathNet.Numerics.Random;

namespace S2Grid.Experiments.Statistics;

/// <summary>
/// The fences of Tukey (Exploratory Data Analysis, 1977, section 2D): 1.5 interquartile ranges below the lower and above the upper
/// quartile. A sample outside is shown as an outlier, and stays a sample.
/// </summary>
/// <param name="Low">The lower fence.</param>
/// <param name="High">The upper fence.</param>
/// <remarks>Quartiles are those of Hyndman and Fan's definition 7, as in R and NumPy.</remarks>
public readonly record struct TukeyFences(double Low, double High)
{
    private const double Factor = 1.5;

    /// <summary>Enough for the first digit behind the point of a percentage.</summary>
    private const int Drawn = 600_000;

    private static readonly ConcurrentDictionary<int, double> Shares = [];

    /// <summary>Which share of normal samples lies outside of their own fences, found by drawing many: the fewer, the more.</summary>
    /// <param name="samples">How many samples there are; 0.7 % is what it comes to with many.</param>
    /// <returns>A fraction.</returns>
    public static double NormalShare(int samples) => Shares.GetOrAdd(Math.Min(samples, Drawn), static samples =>
    {
        var random = new MersenneTwister(samples, threadSafe: false);
        int sets = Drawn / samples;
        int outside = 0;
        double[] drawn = new double[samples];
        for (int set = 0; set < sets; set++)
        {
            Normal.Samples(random, drawn, 0, 1);
            outside += drawn.Count(Of(drawn).IsOutlier);
        }

        return outside / ((double)sets * samples);
    });

    /// <summary>The fences of samples in any order, at least one.</summary>
    public static TukeyFences Of(IReadOnlyList<double> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        double[] sorted = [.. samples.Order()];
        double lower = SortedArrayStatistics.QuantileCustom(sorted, 0.25, QuantileDefinition.R7);
        double upper = SortedArrayStatistics.QuantileCustom(sorted, 0.75, QuantileDefinition.R7);
        double reach = Factor * (upper - lower);
        return new TukeyFences(lower - reach, upper + reach);
    }

    /// <summary>Whether a sample lies outside.</summary>
    public bool IsOutlier(double sample) => sample < Low || sample > High;
}
