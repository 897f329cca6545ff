namespace S2Grid.Experiments.Stalls;

/// <summary>What went on in a run, in pieces of equal length: for each lane how many did it on average.</summary>
/// <param name="length">The time that it shows, from 0, in nanoseconds.</param>
/// <param name="pieces">In how many pieces.</param>
public sealed class Timeline(double length, int pieces)
{
    private readonly double[][] lanes = [.. Enum.GetValues<Lane>().Select(_ => new double[pieces])];

    /// <summary>The time that it shows, in nanoseconds.</summary>
    public double Length => length;

    /// <summary>From when on what is added takes so many times as long; see <see cref="IoctlTimes.Scale"/>.</summary>
    internal (double From, double Scale) Rest { get; set; } = (0, 1);

    /// <summary>Averages of each piece.</summary>
    public IReadOnlyList<double> this[Lane lane] => lanes[(int)lane];

    /// <summary>Somebody did something for a time.</summary>
    internal void Add(Lane lane, double from, double to)
    {
        (from, to) = (Scaled(from), Scaled(to));
        double piece = length / pieces;
        double[] values = lanes[(int)lane];
        for (int i = Math.Max(0, (int)(from / piece)); i < pieces && i * piece < to; i++)
            values[i] += Math.Max(0, Math.Min(to, (i + 1) * piece) - Math.Max(from, i * piece)) / piece;
    }

    private double Scaled(double time) => time <= Rest.From ? time : Rest.From + ((time - Rest.From) * Rest.Scale);
}
