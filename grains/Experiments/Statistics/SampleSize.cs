using MathNet.Numerics;

namespace S2Grid.Experiments.Statistics;

/// <summary>How many samples a comparison would need.</summary>
public static class SampleSize
{
    /// <summary>
    /// Samples a side with which <see cref="MannWhitney"/> would find a difference of this size with a given probability: N in all =
    /// (z(1 - level/2) + z(power))^2 / (12 c (1 - c) (superiority - 1/2)^2) with half of them on each side, c = 1/2 (Noether, Journal of
    /// the American Statistical Association 82, 1987, pp. 645-647); and at least as many as the exact test needs to get below the level.
    /// </summary>
    /// <param name="superiority">
    /// How the sides differ: see <see cref="MannWhitneyResult.Superiority"/>. Estimated from few samples it is rough.
    /// </param>
    /// <param name="level">p below which a difference counts as found.</param>
    /// <param name="power">The probability with which it is to be found.</param>
    /// <returns>Null if neither side tends to be larger: then there is nothing to find.</returns>
    public static double? Needed(double superiority, double level, double power)
    {
        double z = Normal.InvCDF(0, 1, 1 - (level / 2)) + Normal.InvCDF(0, 1, power);
        return superiority == 0.5 ? null : Math.Max(Math.Ceiling(z * z / (6 * Math.Pow(superiority - 0.5, 2))), Min(level));
    }

    /// <summary>The fewest samples a side with which the exact p can be as small as the level at all: 2 / (2n choose n).</summary>
    /// <param name="level">The level, above 0.</param>
    public static int Min(double level)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(level);
        int samples = 1;
        while (2 / SpecialFunctions.Binomial(2 * samples, samples) > level)
            samples++;

        return samples;
    }
}
