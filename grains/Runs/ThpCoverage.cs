namespace S2Grid.Runs;

/// <summary>Which share of the 2M ranges THP really backs.</summary>
/// <param name="Percent">The share, 0 to 100.</param>
/// <param name="Seed">Which ranges these are; 0 where it has no effect.</param>
public readonly record struct ThpCoverage(double Percent, ulong Seed)
{
    /// <summary>All of them.</summary>
    public static ThpCoverage Full => new(100, 0);
}
