namespace S2Grid.Experiments.Statistics;

/// <summary>A value that is known only to lie between two bounds, with the value thought most likely.</summary>
/// <param name="Low">Lower bound.</param>
/// <param name="Mid">Most likely value.</param>
/// <param name="High">Upper bound.</param>
public readonly record struct Interval(double Low, double Mid, double High)
{
    /// <summary>Whether the interval holds <paramref name="value"/>, bounds included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The extremes of some values, of which the first is the most likely.</summary>
    public static Interval Over(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return new Interval(all.Min(), all[0], all.Max());
    }

    /// <summary>Adds bounds to bounds.</summary>
    public static Interval Add(Interval left, Interval right) =>
        new(left.Low + right.Low, left.Mid + right.Mid, left.High + right.High);

    /// <summary>Multiplies by a number that is not negative.</summary>
    public static Interval Multiply(double factor, Interval interval) =>
        new(factor * interval.Low, factor * interval.Mid, factor * interval.High);
}
