using MathNet.Numerics.LinearAlgebra;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Models;

/// <summary>
/// The costs of a relative model, fitted anew to published changes: least squares of the relative errors of what each change says is left,
/// with no cost below zero.
/// </summary>
/// <remarks>
/// A change d from counts a to counts b says that the sum of (b - (1 + d) a) c over all events is zero. The unit's cost is 1; its term
/// goes to the other side, and the equation is divided by it, so that all changes weigh alike. With few unknowns the least squares
/// without negative costs are found by solving for each choice of events that cost anything (Lawson and Hanson, Solving Least Squares
/// Problems, 1974, chapter 23: the solution is the unrestricted one of some choice).
/// </remarks>
internal sealed class ChangeFit
{
    private readonly CostModel model;
    private readonly int unit;

    /// <summary>Prepares to fit a model; its first event of cost 1 without bounds is the unit.</summary>
    internal ChangeFit(CostModel model)
    {
        this.model = model;
        unit = model.Parameters.TakeWhile(parameter => parameter.Cost != new Interval(1, 1, 1)).Count();
    }

    /// <summary>
    /// What the model predicts for a change from costs that are fitted to other changes. The bounds are the extremes when each of those is
    /// moved up and down by its deviation.
    /// </summary>
    /// <returns>The change as a fraction; null where the others do not determine the costs, as where one of them leaves no time at
    /// all.</returns>
    internal Interval? Predict(FittedChange left, IReadOnlyList<FittedChange> others)
    {
        if (Predict(left, [.. others.Select(other => (other, other.Change))]) is not { } mid)
            return null;

        double[] moved =
        [
            .. Enumerable.Range(0, 1 << others.Count)
                .Select(corner =>
                    Predict(left,
                        [.. others.Select((other, i) => (other, other.Change + ((corner >> i & 1) == 0 ? -1 : 1) * other.Deviation))]))
                .OfType<double>(),
        ];
        return new Interval(moved.Append(mid).Min(), mid, moved.Append(mid).Max());
    }

    private double? Predict(FittedChange left, (FittedChange Figure, double Change)[] others)
    {
        if (Fit(others) is not { } costs)
            return null;

        double before = costs.Select((cost, i) => cost * model.Parameters[i].Count(left.Before)).Sum();
        double after = costs.Select((cost, i) => cost * model.Parameters[i].Count(left.After)).Sum();
        return (after - before) / before;
    }

    /// <summary>The cost of every event; null where the changes do not determine them.</summary>
    private double[]? Fit((FittedChange Figure, double Change)[] changes)
    {
        int[] events = [.. Enumerable.Range(0, model.Parameters.Count).Where(i => i != unit)];
        double[][] rows = [.. changes.Select(one => Row(one.Figure, one.Change, events))];
        if (rows.Any(row => !row.All(double.IsFinite)))
            return null;

        double[]? best = null;
        double least = double.PositiveInfinity;
        for (int choice = 1; choice < 1 << events.Length; choice++)
        {
            int[] chosen = [.. Enumerable.Range(0, events.Length).Where(i => (choice >> i & 1) != 0)];
            var matrix = Matrix<double>.Build.Dense(rows.Length, chosen.Length, (row, column) => rows[row][chosen[column]]);
            if (chosen.Length > rows.Length || matrix.Rank() < chosen.Length)
                continue;

            Vector<double> costs = matrix.QR().Solve(Vector<double>.Build.Dense(rows.Length, 1));
            double error = (matrix * costs).Subtract(1).L2Norm();
            if (costs.All(cost => cost >= 0) && error < least)
            {
                least = error;
                best = new double[model.Parameters.Count];
                best[unit] = 1;
                foreach ((int column, int index) in chosen.Index())
                    best[events[index]] = costs[column];
            }
        }

        return best;
    }

    /// <summary>The coefficients of the events' costs, where the right side is 1.</summary>
    private double[] Row(FittedChange figure, double change, int[] events)
    {
        double right = Math.Max(0, -Coefficient(unit));
        return [.. events.Select(i => Coefficient(i) / right)];

        double Coefficient(int index)
        {
            CostParameter parameter = model.Parameters[index];
            return parameter.Count(figure.After) - ((1 + change) * parameter.Count(figure.Before));
        }
    }
}
