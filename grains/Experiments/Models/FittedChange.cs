using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Models;

/// <summary>A published change with what the simulation counts for both sides of it: one equation for the costs of events.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Change">The change as a fraction.</param>
/// <param name="Deviation">Its standard deviation as a fraction; where none was published, the relative one of a figure of the series that
/// has one.</param>
/// <param name="Before">What the baseline counts.</param>
/// <param name="After">What the candidate counts.</param>
internal sealed record FittedChange(PublishedFigure Figure, double Change, double Deviation, StepCounters Before, StepCounters After)
{
    private const double Percent = 100;
    private const double HalfMillisecond = 0.5;

    /// <summary>Level-3 visits that the change saves.</summary>
    internal long SavedVisits => NamedCounts.PageVisits.Of(Before) - NamedCounts.PageVisits.Of(After);

    /// <summary>
    /// The published time that the change saves, in nanoseconds, known as exactly as it was printed: to half a millisecond. The machine's
    /// own scatter was not published.
    /// </summary>
    internal Interval Saved => new(
        Nanoseconds(SavedMilliseconds - HalfMillisecond), Nanoseconds(SavedMilliseconds), Nanoseconds(SavedMilliseconds + HalfMillisecond));

    private double SavedMilliseconds => Figure.SavedMilliseconds!.Value;

    /// <summary>A figure with the counts of runs that repeat it: one for each configuration of which both sides were counted.</summary>
    internal static IEnumerable<FittedChange> Of(PublishedFigure figure, IReadOnlyDictionary<RunConfiguration, StepCounters> counted) =>
        from run in counted
        where figure.AppliesTo(run.Key)
        let before = counted.GetValueOrDefault(run.Key.With(Axes.Strategy, SplitStrategies.Baseline))
        where before is not null
        select new FittedChange(figure, figure.ChangePercent / Percent, DeviationOf(figure) / Percent, before!, run.Value);

    /// <summary>
    /// The cost of a level-3 visit, in nanoseconds, by least squares through the origin of saving = cost * saved visits; the bounds are
    /// the smallest and the largest cost that one of the figures implies by itself.
    /// </summary>
    internal static Interval VisitCost(IReadOnlyCollection<FittedChange> changes) => new(
        changes.Min(change => change.Saved.Low / change.SavedVisits),
        changes.Sum(change => change.Saved.Mid * change.SavedVisits)
            / changes.Sum(change => (double)change.SavedVisits * change.SavedVisits),
        changes.Max(change => change.Saved.High / change.SavedVisits));

    private static double Nanoseconds(double milliseconds) => milliseconds * 1e6;

    private static double DeviationOf(PublishedFigure figure)
    {
        PublishedFigure? known = PublishedFigures.Of(figure.Series).FirstOrDefault(other => other.DeviationPercent is not null);
        return figure.DeviationPercent ?? (known is null ? 0 : known.DeviationPercent!.Value * figure.ChangePercent / known.ChangePercent);
    }
}
