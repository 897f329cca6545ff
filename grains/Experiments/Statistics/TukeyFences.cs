using MathNet.Numerics.Statistics;

namespace S2Grid.Experiments.Statistics;

/// <summary>
/// The fences of Tukey (Exploratory Data Analysis, 1977, section 2D): 1.5 interquartile ranges below the lower and above the upper
/// quartile. A sample outside is shown as an outlier, and stays a sample.
/// </summary>
/// <param name="Low">The lower fence.</param>
/// <param name="High">The upper fence.</param>
/// <remarks>Quartiles are those of Hyndman and Fan's definition 7, as in R and NumPy. Of normal samples 0.7 % lie outside.</remarks>
public readonly record struct TukeyFences(double Low, double High)
{
    private const double Factor = 1.5;

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
