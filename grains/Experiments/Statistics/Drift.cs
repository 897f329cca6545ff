namespace S2Grid.Experiments.Statistics;

/// <summary>Whether samples grow or shrink in the order in which they were taken: a machine that warms up, or fills up.</summary>
/// <param name="Correlation">Spearman's rank correlation of the samples with their order, -1 to 1; 0 where all are equal.</param>
/// <param name="P">Two-sided p of the correlation, 0 to 1.</param>
/// <remarks>
/// p is that of t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees of freedom (Kendall and Gibbons, Rank Correlation Methods, 5th ed.,
/// section 4.16), which is no good approximation below <see cref="MinSamples"/> samples. A trend that turns back is not seen.
/// </remarks>
public readonly record struct Drift(double Correlation, double P)
{
    /// <summary>The fewest samples that are checked.</summary>
    public const int MinSamples = 10;

    /// <summary>Checks samples in the order in which they were taken; null if they are too few.</summary>
    public static Drift? Check(IReadOnlyList<double> samples) => samples.Count < MinSamples ? null : Of(samples);

    /// <summary>The same for any number of samples from three on.</summary>
    internal static Drift Of(IReadOnlyList<double> samples)
    {
        if (samples.Distinct().Count() == 1)
            return new Drift(0, 1);

        int freedom = samples.Count - 2;
        double r = MathNet.Numerics.Statistics.Correlation.Spearman(Enumerable.Range(0, samples.Count).Select(i => (double)i), samples);
        double t = Math.Abs(r) * Math.Sqrt(freedom / Math.Max(0, 1 - (r * r)));
        return new Drift(r, 2 * StudentT.CDF(0, 1, freedom, -t));
    }
}
