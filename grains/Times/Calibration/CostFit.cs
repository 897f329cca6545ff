using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

namespace S2Grid.Times.Calibration;

/// <summary>Costs of events that can be told apart, fitted to weighted times, with intervals from a bootstrap.</summary>
/// <remarks>
/// The costs are non-negative least squares. The intervals are studentised: the residuals of unrestricted least squares, each divided by
/// the square root of one less its leverage, are drawn anew, and every draw has its own standard errors (Davison and Hinkley, Bootstrap
/// Methods and their Application, 1997, section 6.3). That holds its level with few degrees of freedom, where percentiles and BCa do
/// not: BCa takes its skewness from leaving out one configuration at a time, which below ten is noise, and cannot go beyond the most
/// extreme draw. Below <see cref="FewestResiduals"/> degrees of freedom residuals say too little of their own distribution, and a normal
/// one is drawn from instead. Costs are at least zero, and intervals are cut there.
/// </remarks>
internal sealed class CostFit
{
    /// <summary>Half of what lies outside of an interval.</summary>
    private const double Tail = 0.025;

    private const int Draws = 999;
    private const int FewestResiduals = 20;

    private readonly Matrix<double> covariance;
    private readonly double sigma;
    private readonly Vector<double> unrestricted;
    private readonly Lazy<Bootstrap> bootstrap;
    private readonly Lazy<Interval[]> intervals;

    /// <summary>Fits.</summary>
    /// <param name="counts">A row for each step, a column for each event; independent columns, and fewer than rows.</param>
    /// <param name="times">The steps' times.</param>
    /// <param name="variances">The times' variances up to a factor.</param>
    /// <param name="seed">Of the draws.</param>
    internal CostFit(Matrix<double> counts, Vector<double> times, Vector<double> variances, int seed)
    {
        Vector<double> weights = variances.Map(variance => 1 / Math.Sqrt(variance));
        Matrix<double> rows = counts.MapIndexed((row, _, count) => count * weights[row]);
        Vector<double> right = times.PointwiseMultiply(weights);

        // Columns of length 1: counts differ by orders of magnitude.
        Vector<double> lengths = rows.ColumnNorms(2);
        Matrix<double> scaled = rows.MapIndexed((_, column, value) => value / lengths[column]);
        Condition = scaled.Svd().ConditionNumber;
        Costs = NonNegativeLeastSquares.Solve(scaled, right);
        Matrix<double> inverse = scaled.QR().Solve(Matrix<double>.Build.DenseIdentity(scaled.RowCount));
        unrestricted = (inverse * right).PointwiseDivide(lengths);
        covariance = (inverse * inverse.Transpose()).MapIndexed((i, j, value) => value / lengths[i] / lengths[j]);
        for (int i = 0; i < Costs.Length; i++)
            Costs[i] /= lengths[i];

        Freedom = rows.RowCount - rows.ColumnCount;
        Vector<double> residuals = right - (rows * unrestricted);
        sigma = residuals.L2Norm() / Math.Sqrt(Freedom);
        bootstrap = new Lazy<Bootstrap>(Draw);
        intervals = new Lazy<Interval[]>(() => [.. Enumerable.Range(0, Costs.Length).Select(IntervalOf)]);

        Bootstrap Draw()
        {
            Func<double> draw = Distribution(scaled, inverse, residuals, new Random(seed));
            Matrix<double> drawn = Matrix<double>.Build.Dense(rows.RowCount, Draws, (_, _) => draw());
            Matrix<double> moved = inverse * drawn;
            return new Bootstrap(
                moved.MapIndexed((row, _, value) => value / lengths[row]),
                [.. (drawn - (scaled * moved)).ColumnNorms(2).Select(norm => norm / Math.Sqrt(Freedom))],
                [.. Enumerable.Range(0, Draws).Select(_ => draw())]);
        }
    }

    /// <summary>The costs, none negative.</summary>
    internal double[] Costs { get; }

    /// <summary>The condition number of the weighted counts, each event's scaled to length 1.</summary>
    internal double Condition { get; }

    /// <summary>Steps less events.</summary>
    internal int Freedom { get; }

    /// <summary>By what factor residuals exceed the variances.</summary>
    internal double Sigma => sigma;

    /// <summary>The 95 % interval of a cost, its ends not negative; the fitted cost lies in it.</summary>
    internal Interval Cost(int index) => intervals.Value[index];

    private Interval IntervalOf(int index)
    {
        double scale = Math.Sqrt(covariance[index, index]);
        double[] t = [.. bootstrap.Value.Errors.Row(index).Select((error, draw) => error / (bootstrap.Value.Deviations[draw] * scale))];
        return Around(Costs[index], unrestricted[index] - (Quantile(t, 1 - Tail) * sigma * scale),
            unrestricted[index] - (Quantile(t, Tail) * sigma * scale));
    }

    /// <summary>Whether the runs would have a cost below zero, if nobody forbade it.</summary>
    internal bool IsNegative(int index) =>
        unrestricted[index] < 0 && Cost(index).High <= 0;

    /// <summary>How the errors of two costs go together: -1 where one is too high by as much as the other is too low.</summary>
    internal double Correlation(int one, int other) =>
        covariance[one, other] / Math.Sqrt(covariance[one, one] * covariance[other, other]);

    /// <summary>What the times say of a cost where nobody forbids that it is negative.</summary>
    internal double Estimate(int index) => unrestricted[index];

    /// <summary>How two costs vary together, in square nanoseconds.</summary>
    internal double Covariance(int one, int other) => sigma * sigma * covariance[one, other];

    /// <summary>The time of a step with these counts, and the 95 % interval of what is measured of it.</summary>
    /// <param name="counts">A count for each event.</param>
    /// <param name="variance">The variance of what is measured, up to the factor of the others.</param>
    internal Interval Predict(Vector<double> counts, double variance)
    {
        double scale = Math.Sqrt((counts * (covariance * counts)) + variance);
        Vector<double> moved = bootstrap.Value.Errors.LeftMultiply(counts);
        double[] t =
        [
            .. bootstrap.Value.Noise.Select((one, draw) =>
                ((Math.Sqrt(variance) * one) - moved[draw]) / (bootstrap.Value.Deviations[draw] * scale)),
        ];
        double mid = counts * Vector<double>.Build.Dense(Costs);
        return Around(mid, mid + (Quantile(t, Tail) * sigma * scale), mid + (Quantile(t, 1 - Tail) * sigma * scale));
    }

    /// <summary>What standard residuals are drawn from: those of the fit, or a normal distribution.</summary>
    private Func<double> Distribution(Matrix<double> rows, Matrix<double> inverse, Vector<double> residuals, Random random)
    {
        if (Freedom < FewestResiduals || sigma == 0)
            return () => Normal.Sample(random, 0, 1);

        double[] leverages = [.. Enumerable.Range(0, rows.RowCount).Select(row => rows.Row(row) * inverse.Column(row))];
        double[] standard = [.. residuals.Select((residual, row) => residual / Math.Sqrt(Math.Max(1 - leverages[row], 1e-9)))];
        double mean = standard.Mean();
        double spread = standard.PopulationStandardDeviation();
        return () => (standard[random.Next(standard.Length)] - mean) / spread;
    }

    private static Interval Around(double value, double low, double high) =>
        new(Math.Max(0, Math.Min(low, value)), value, Math.Max(high, value));

    private static double Quantile(double[] values, double probability) =>
        SortedArrayStatistics.Quantile([.. values.Order()], probability);

    /// <summary>What comes of residuals that were drawn anew.</summary>
    /// <param name="Errors">The costs' errors: a row for each cost, a column for each draw.</param>
    /// <param name="Deviations">Each draw's own standard deviation of its residuals.</param>
    /// <param name="Noise">A further residual for each draw, of what is predicted.</param>
    private sealed record Bootstrap(Matrix<double> Errors, double[] Deviations, double[] Noise);
}
