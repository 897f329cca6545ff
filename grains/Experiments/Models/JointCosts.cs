using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Models;

/// <summary>What a calibration knows of its costs together: where one is too high, another may be too low, so that a sum of both is known
/// better than either, and a change between two runs on one machine better still.</summary>
/// <param name="Estimates">What the times say of each cost in nanoseconds where nobody forbids that it is negative: intervals are around
/// that.</param>
/// <param name="Covariance">Of the costs' errors in square nanoseconds, the residuals' variance in it: a row for each cost, up to the
/// diagonal.</param>
/// <param name="Freedom">Degrees of freedom of the residuals.</param>
public sealed record JointCosts(IReadOnlyList<double> Estimates, IReadOnlyList<IReadOnlyList<double>> Covariance, int Freedom)
{
    /// <summary>The part of all cases that an interval holds.</summary>
    public const double Level = 0.95;

    /// <summary>Half the width of an interval, in standard errors: Student's quantile.</summary>
    public double Width { get; } = StudentT.InvCDF(0, 1, Freedom, (1 + Level) / 2);

    /// <summary>The terms of a variance: a covariance, counted twice off the diagonal, and the indices of two counts.</summary>
    public IEnumerable<(double Weight, int One, int Other)> Terms =>
        from one in Covariance.Index()
        from other in one.Item.Index()
        select (one.Index == other.Index ? other.Item : 2 * other.Item, one.Index, other.Index);

    /// <summary>Whether some matrix is one of covariances: no sum of costs has a variance that is not above zero.</summary>
    internal static bool IsCovariance(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        var root = new double[rows.Count, rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = rows[i][j] - Enumerable.Range(0, j).Sum(k => root[i, k] * root[j, k]);
                if (i == j && !(rest > 0))
                    return false;

                root[i, j] = i == j ? Math.Sqrt(rest) : rest / root[j, j];
            }
        }

        return true;
    }

    /// <summary>The interval of a sum of counts times costs, which is not below zero.</summary>
    internal Interval Time(double[] costs, double[] counts)
    {
        double time = Sum(costs, counts);
        double middle = Sum(Estimates, counts);
        double width = Width * Math.Sqrt(Math.Max(0, Product(counts, counts)));
        return new Interval(Math.Max(0, Math.Min(time, middle - width)), time, Math.Max(time, middle + width));
    }

    /// <summary>The interval of how much a sum changes, as a fraction of the one before.</summary>
    /// <remarks>Fieller's: all ratios whose difference from what the costs say is within the interval of that difference, so that the
    /// baseline's own uncertainty is in it (Journal of the Royal Statistical Society B 16, 1954).</remarks>
    /// <returns>Null where the time before may be nothing.</returns>
    internal Interval? Change(double[] costs, double[] before, double[] after)
    {
        double[] difference = [.. after.Zip(before, (one, other) => one - other)];
        (double from, double by) = (Sum(Estimates, before), Sum(Estimates, difference));
        double square = (from * from) - (Width * Width * Product(before, before));
        double middle = (by * from) - (Width * Width * Product(before, difference));
        double least = (by * by) - (Width * Width * Product(difference, difference));
        if (from <= 0 || square <= 0)
            return null;

        double apart = Math.Sqrt(Math.Max(0, (middle * middle) - (square * least)));
        double change = Sum(costs, difference) / Sum(costs, before);
        return new Interval(
            Math.Max(-1, Math.Min(change, (middle - apart) / square)), change, Math.Max(change, (middle + apart) / square));
    }

    private double Product(double[] left, double[] right) => Terms.Sum(term => term.Weight
        * ((left[term.One] * right[term.Other]) + (left[term.Other] * right[term.One])) / 2);

    private static double Sum(IReadOnlyList<double> costs, double[] counts) => costs.Zip(counts, (cost, count) => cost * count).Sum();
}
