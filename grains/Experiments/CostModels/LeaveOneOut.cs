using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>
/// How well published changes predict one another: the cost of a level-3 visit is fitted to all but one of them and predicts the
/// one left out.
/// </summary>
/// <remarks>
/// A published saving divided by the level-3 visits that the simulation saves is the cost of a visit. The range of the other figures'
/// costs, times the visits saved here, over the run time that this figure's own saving and percentage imply, is the predicted change.
/// It says what a fit of all figures hides: whether one cost can explain them.
/// </remarks>
/// <param name="Figure">The figure left out.</param>
/// <param name="VisitNanoseconds">The cost of a visit that the other figures imply, in nanoseconds.</param>
/// <param name="PredictedPercent">The change that it predicts, in per cent; low is the fastest.</param>
/// <param name="IsInside">Whether the published change lies in the predicted interval.</param>
public sealed record LeaveOneOut(PublishedFigure Figure, Interval VisitNanoseconds, Interval PredictedPercent, bool IsInside)
{
    /// <summary>Checks each figure of the sweep's series for which the sweep has both strategies' counts.</summary>
    internal static IReadOnlyList<LeaveOneOut> Check(
        SweepSpecification specification, IEnumerable<(RunConfiguration Configuration, StepCounters Counters)> counted)
    {
        PublishedFigure[] figures = specification.Published is { } series
            ? [.. PublishedFigures.Of(series).Where(f => f.SavedMilliseconds is not null)]
            : [];
        var visits = counted.ToLookup(
            c => (c.Configuration.Scenario, c.Configuration.BackingName, c.Configuration.Memory, c.Configuration.Strategy),
            c => c.Counters["leaf_callbacks", Stage2Geometry.LastLevel]);
        var costs = new List<(PublishedFigure Figure, long Saved, double Cost)>();
        foreach (PublishedFigure figure in figures)
        {
            var before = visits[(figure.Scenario, figure.Backing, figure.Memory, specification.BaselineStrategy)];
            var after = visits[(figure.Scenario, figure.Backing, figure.Memory, figure.Strategy)];
            if (before.Any() && after.Any() && before.First() > after.First())
            {
                long saved = before.First() - after.First();
                costs.Add((figure, saved, figure.SavedMilliseconds!.Value * 1e6 / saved));
            }
        }

        return costs.Count < 3 ? [] : [.. costs.Select(left => Predict(left.Figure, left.Saved, [.. costs.Where(c => c != left).Select(c => c.Cost)]))];
    }

    private static LeaveOneOut Predict(PublishedFigure figure, long saved, double[] costs)
    {
        double total = figure.ImpliedBaselineMilliseconds!.Value * 1e6;
        var cost = new Interval(costs.Min(), costs.Average(), costs.Max());
        var percent = new Interval(-100 * saved * cost.High / total, -100 * saved * cost.Mid / total, -100 * saved * cost.Low / total);
        return new LeaveOneOut(figure, cost, percent, percent.Contains(figure.ChangePercent));
    }
}
