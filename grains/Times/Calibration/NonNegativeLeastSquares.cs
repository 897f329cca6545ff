using MathNet.Numerics.LinearAlgebra;

namespace S2Grid.Times.Calibration;

/// <summary>Least squares without negative coefficients.</summary>
/// <remarks>Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23.</remarks>
internal static class NonNegativeLeastSquares
{
    private const double Tolerance = 1e-10;

    /// <summary>The x without negative entries that minimises |a x - b|.</summary>
    /// <param name="a">One row an equation, with independent columns.</param>
    /// <param name="b">The right side.</param>
    internal static double[] Solve(Matrix<double> a, Vector<double> b)
    {
        int n = a.ColumnCount;
        var x = new double[n];
        var free = new SortedSet<int>();
        Vector<double> scale = a.ColumnNorms(2);
        while (free.Count < n)
        {
            Vector<double> slope = a.TransposeThisAndMultiply(b - (a * Vector<double>.Build.Dense(x)));
            int steepest = Enumerable.Range(0, n).Except(free).MaxBy(i => slope[i] / scale[i]);
            if (slope[steepest] <= Tolerance * scale[steepest] * b.L2Norm())
                break;

            free.Add(steepest);
            while (Restricted(a, b, free) is var next && free.Any(i => next[i] <= 0))
            {
                double step = free.Where(i => next[i] <= 0).Min(i => x[i] / (x[i] - next[i]));
                foreach (int i in free)
                    x[i] += step * (next[i] - x[i]);

                // Whatever rounding does, one leaves, so that this ends.
                int least = free.Where(i => next[i] <= 0).MinBy(i => x[i]);
                free.RemoveWhere(i => i == least || x[i] <= 0);
                for (int i = 0; i < n; i++)
                    x[i] = free.Contains(i) ? x[i] : 0;
            }

            x = Restricted(a, b, free);
        }

        return x;
    }

    /// <summary>Least squares with some columns; the others' coefficients are zero.</summary>
    private static double[] Restricted(Matrix<double> a, Vector<double> b, SortedSet<int> free)
    {
        var x = new double[a.ColumnCount];
        if (free.Count == 0)
            return x;

        Vector<double> some = Matrix<double>.Build.DenseOfColumnVectors(free.Select(a.Column)).QR().Solve(b);
        foreach ((int at, int column) in free.Index())
            x[column] = some[at];

        return x;
    }
}
