namespace S2Grid.Times.Stalls;

/// <summary>What went on in a run, in pieces of equal length: for each lane how many did it on average.</summary>
/// <param name="length">The time that it shows, from 0, in nanoseconds.</param>
/// <param name="pieces">In how many pieces.</param>
public sealed class Timeline(double length, int pieces)
{
    private readonly double[][] lanes = [.. Enum.GetValues<Lane>().Select(_ => new double[pieces])];

    /// <summary>The time that it shows, in nanoseconds.</summary>
    public double Length => length;

    /// <summary>Averages of each piece.</summary>
    public IReadOnlyList<double> this[Lane lane] => lanes[(int)lane];

    /// <summary>Somebody did something for a time.</summary>
    internal void Add(Lane lane, double from, double to)
    {
        double piece = length / pieces;
        double[] values = lanes[(int)lane];
        for (int i = Math.Max(0, (int)(from / piece)); i < pieces && i * piece < to; i++)
            values[i] += Math.Max(0, Math.Min(to, (i + 1) * piece) - Math.Max(from, i * piece)) / piece;
    }
}
