using MathNet.Numerics.LinearAlgebra;

namespace S2Grid.Times.Calibration;

/// <summary>Which further runs would tell events apart that the runs at hand do not.</summary>
/// <remarks>
/// Each choice is that which lowers the variances of the events' costs most, their product: the greedy form of D-optimal designs of some
/// of the parameters (Atkinson, Donev and Tobias, Optimum Experimental Designs, 2007, chapter 10).
/// </remarks>
/// <param name="Chosen">The indices of the chosen ones among those that were offered.</param>
/// <param name="Never">The events that none of those offered tells from others.</param>
public sealed record TellingRuns(IReadOnlyList<int> Chosen, IReadOnlyList<string> Never)
{
    private const int MostChosen = 4;
    private const int Repeats = 10;

    /// <summary>Of all that is known of a cost, so little is known before anything is measured.</summary>
    private const double Ridge = 1e-9;

    /// <summary>A choice must make the variances this much smaller, as a logarithm of their product.</summary>
    private const double LeastGain = 1;

    /// <summary>Chooses.</summary>
    /// <param name="costs">What was fitted.</param>
    /// <param name="steps">What it was fitted to.</param>
    /// <param name="offered">Runs that could be measured: the steps of each; their times are not looked at.</param>
    public static TellingRuns Of(CalibratedCosts costs, IReadOnlyList<TimedStep> steps, IReadOnlyList<IReadOnlyList<TimedStep>> offered)
    {
        CostParameter[] events = [.. CalibrationEvents.All];
        string[] wanted =
        [
            .. costs.Costs.Where(cost => cost.Told is CostTold.One or CostTold.NotApart or CostTold.Within)
                .Select(cost => cost.Event.Event),
        ];
        int[] targets = [.. Enumerable.Range(0, events.Length).Where(index => wanted.Contains(events[index].Event))];
        Matrix<double> known = Sum(steps.Select(step => Row(step, step.Mean, step.Nanoseconds.Count)));

        // Runs of events without a cost so far take some time, too.
        double least = steps.Min(step => step.Mean);
        Matrix<double>[] added =
        [
            .. offered.Select(one => Sum(one.Select(step => Row(step, Math.Max(costs.Expected(step), least), Repeats)))),
        ];
        Vector<double> scale = added.Aggregate(known, (sum, one) => sum + one).Diagonal().PointwiseSqrt().Map(x => x > 0 ? x : 1);
        var chosen = new List<int>();
        while (targets.Length > 0 && chosen.Count < MostChosen && (chosen.Count == 0 || Variances(known).Any(IsUntold)))
        {
            double before = Variances(known).Sum(Math.Log);
            int best = Enumerable.Range(0, added.Length).MinBy(index => Variances(known + added[index]).Sum(Math.Log));
            if (added.Length == 0 || before - Variances(known + added[best]).Sum(Math.Log) < LeastGain)
                break;

            chosen.Add(best);
            known += added[best];
        }

        double[] left = Variances(known);
        return new TellingRuns(chosen, [.. wanted.Where((_, at) => IsUntold(left[at]))]);

        static bool IsUntold(double variance) => variance > Math.Sqrt(1 / Ridge);

        Matrix<double> Sum(IEnumerable<Vector<double>> rows) => rows.Aggregate(
            Matrix<double>.Build.Dense(events.Length, events.Length), (sum, row) => sum + row.OuterProduct(row));

        Vector<double> Row(TimedStep step, double time, int samples) => Vector<double>.Build.DenseOfEnumerable(
            events.Select(one => step.Count(one) / time * Math.Sqrt(samples)));

        double[] Variances(Matrix<double> information)
        {
            Matrix<double> scaled = information.MapIndexed((i, j, value) => (value / scale[i] / scale[j]) + (i == j ? Ridge : 0));
            Vector<double> variances = scaled.Inverse().Diagonal();
            return [.. targets.Select(target => variances[target])];
        }
    }
}
