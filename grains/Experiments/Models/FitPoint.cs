using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;

namespace S2Grid.Experiments.Models;

/// <summary>A published change with what the simulation counts for both sides of it: one equation for the costs of events.</summary>
/// <remarks>
/// What was published is known as exactly as it was printed: the saving to half a millisecond, the change to half a hundredth of a per
/// cent. The intervals here are those of the printing, no more; the machine's own scatter was not published.
/// </remarks>
/// <param name="Figure">The change, whose saving was published too.</param>
/// <param name="Mainline">Counts of the split before the change.</param>
/// <param name="Changed">Counts of the split after the change.</param>
internal sealed record FitPoint(PublishedFigure Figure, StepCounters Mainline, StepCounters Changed)
{
    private const double HalfMillisecond = 0.5;
    private const double HalfHundredthOfPercent = 0.005;

    /// <summary>Level-3 visits that the change saves.</summary>
    internal long SavedVisits => Visits(Mainline) - Visits(Changed);

    /// <summary>Time that the change saves, in nanoseconds.</summary>
    internal Interval Saved => new(
        Nanoseconds(Milliseconds - HalfMillisecond), Nanoseconds(Milliseconds), Nanoseconds(Milliseconds + HalfMillisecond));

    /// <summary>Time that is left after the change, in nanoseconds: saving * (1/p - 1), p being the change as a fraction.</summary>
    internal Interval Rest => new(
        Saved.Low * Left(HalfHundredthOfPercent), Saved.Mid * Left(0), Saved.High * Left(-HalfHundredthOfPercent));

    private double Milliseconds => Figure.SavedMilliseconds!.Value;

    /// <summary>
    /// The cost of a level-3 visit, in nanoseconds, by least squares through the origin of saving = cost * saved visits; the bounds are
    /// the smallest and the largest cost that one of the figures implies by itself.
    /// </summary>
    internal static Interval VisitCost(IReadOnlyCollection<FitPoint> points) => new(
        points.Min(point => point.Saved.Low / point.SavedVisits),
        points.Sum(point => point.Saved.Mid * point.SavedVisits) / points.Sum(point => (double)point.SavedVisits * point.SavedVisits),
        points.Max(point => point.Saved.High / point.SavedVisits));

    private static long Visits(StepCounters counters) => counters["leaf_callbacks", Stage2Geometry.LastLevel];

    private static double Nanoseconds(double milliseconds) => milliseconds * 1e6;

    private double Left(double error) => (100 / (error - Figure.ChangePercent)) - 1;
}
