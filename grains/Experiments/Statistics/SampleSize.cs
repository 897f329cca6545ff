using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace S2Grid.Experiments.Statistics;

/// <summary>How many samples a comparison would need.</summary>
public static class SampleSize
{
    /// <summary>The largest number that is told; beyond it the sides differ too little to be told apart by taking more samples.</summary>
    public const int Most = 10_000;

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
    /// <returns>Null if it would be more than <see cref="Most"/>.</returns>
    public static int? Needed(double superiority, double level, double power)
    {
        double z = Normal.InvCDF(0, 1, 1 - (level / 2)) + Normal.InvCDF(0, 1, power);
        double needed = Math.Ceiling(z * z / (6 * Math.Pow(superiority - 0.5, 2)));
        return needed <= Most ? Math.Max((int)needed, Fewest(level)) : null;
    }

    /// <summary>The fewest samples a side with which the exact p can be as small as the level at all: 2 / (2n choose n).</summary>
    /// <param name="level">The level, above 0.</param>
    public static int Fewest(double level)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(level);
        int samples = 1;
        while (2 / SpecialFunctions.Binomial(2 * samples, samples) > level)
        {
            samples++;
        }

        return samples;
    }
}
