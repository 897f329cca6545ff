using MathNet.Numerics.Statistics;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Agent.Bench;

/// <summary>A median, or a change of one, and its interval.</summary>
/// <param name="Value">The median.</param>
/// <param name="Low">The interval's lower bound; null with too few samples.</param>
/// <param name="High">Its upper bound.</param>
internal readonly record struct BenchMedian(double Value, double? Low, double? High)
{
    /// <summary>The median of samples.</summary>
    internal static BenchMedian Of(IReadOnlyList<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        Interval? interval = MedianInterval.Of(samples);
        return new BenchMedian(SortedArrayStatistics.Median(sorted), interval?.Low, interval?.High);
    }

    /// <summary>It, and its interval where there is one, times a factor.</summary>
    internal string Text(double factor, string format)
    {
        string text = Of(Value);
        return Low is { } low && High is { } high ? $"{text} ({Of(low)} to {Of(high)})" : text;

        string Of(double value) => (factor * value).ToString(format, CultureInfo.InvariantCulture);
    }
}
