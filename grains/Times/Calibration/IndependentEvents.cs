using MathNet.Numerics.LinearAlgebra;

namespace S2Grid.Times.Calibration;

/// <summary>Which events can be told apart by the counts of some steps, and which always come together with others.</summary>
internal sealed class IndependentEvents
{
    /// <summary>What is left of a column of length 1 that depends on others, rounding apart.</summary>
    private const double Tolerance = 1e-8;

    private readonly List<int> kept = [];
    private readonly Dictionary<int, double[]> left = [];

    /// <summary>Looks at the counts.</summary>
    /// <param name="counts">A row for each step, a column for each event.</param>
    internal IndependentEvents(Matrix<double> counts)
    {
        for (int column = 0; column < counts.ColumnCount; column++)
        {
            if (counts.Column(column).L2Norm() == 0)
                continue;

            double[]? shares = Shares(counts, column);
            int[] positive = shares is null ? [] : [.. Enumerable.Range(0, shares.Length).Where(i => shares[i] > 0)];
            if (shares is null)
            {
                kept.Add(column);
            }
            else if (positive is [var only] && shares.Any(share => share < 0))
            {
                // The one that is a sum of the others is left out, so that theirs are costs with its share, and not less one.
                left[kept[only]] = [];
                kept[only] = column;
            }
            else
            {
                left[column] = [];
            }
        }

        foreach (int column in left.Keys)
            left[column] = Shares(counts, column)!;
    }

    /// <summary>The events whose costs can be fitted.</summary>
    internal IReadOnlyList<int> Kept => kept;

    /// <summary>Those that were counted but cannot: how many of each kept event come with one of them.</summary>
    internal IReadOnlyDictionary<int, double[]> Left => left;

    /// <summary>The kept events that a left one comes with.</summary>
    internal IEnumerable<int> Partners(int column) => kept.Where((_, at) => left[column][at] != 0);

    private double[]? Shares(Matrix<double> counts, int column)
    {
        Vector<double> wanted = counts.Column(column);
        if (kept.Count == 0)
            return null;

        // Columns of length 1, so that one tolerance holds for all.
        double[] lengths = [.. kept.Select(one => counts.Column(one).L2Norm())];
        var basis = Matrix<double>.Build.DenseOfColumnVectors(kept.Select((one, at) => counts.Column(one) / lengths[at]));
        double length = wanted.L2Norm();
        if (basis.RowCount < basis.ColumnCount)
            return null;

        Vector<double> shares = basis.QR().Solve(wanted / length);
        return (basis * shares - (wanted / length)).L2Norm() > Tolerance
            ? null
            : [.. shares.Select((share, at) => Math.Abs(share) < Tolerance ? 0 : share * length / lengths[at])];
    }
}
