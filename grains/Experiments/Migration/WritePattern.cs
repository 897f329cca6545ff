namespace S2Grid.Experiments.Migration;

/// <summary>Which pages a guest writes: a hot part takes a share of the writes, evenly within it; the rest takes the rest.</summary>
/// <param name="Bytes">The guest's memory.</param>
/// <param name="HotPart">The hot part of the memory, above 0 to 1.</param>
/// <param name="HotWrites">The share of the writes that it takes; 1 with a part of 1 is uniform.</param>
public sealed record WritePattern(double Bytes, double HotPart = 1, double HotWrites = 1)
{
    /// <summary>The share of the writes that a hot part takes.</summary>
    public const double HotShare = 0.9;

    /// <summary>The bytes of pages that are written at least once in a time, where writes hit pages at random.</summary>
    /// <param name="rate">Bytes of pages written in a second, a page that is written twice counted twice.</param>
    /// <param name="seconds">The time.</param>
    public double Unique(double rate, double seconds) =>
        Of(Bytes * HotPart, rate * HotWrites * seconds) + Of(Bytes * (1 - HotPart), rate * (1 - HotWrites) * seconds);

    private static double Of(double bytes, double written) => bytes <= 0 ? 0 : bytes * (1 - Math.Exp(-written / bytes));
}
