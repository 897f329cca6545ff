using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Models;

/// <summary>
/// How well published changes predict one another: the cost of a level-3 visit is fitted to all but one of them and predicts the
/// time that the one left out saves.
/// </summary>
/// <remarks>
/// It says what a fit of all figures hides: whether one cost explains them. The interval is that of <see cref="FittedChange.VisitCost"/>
/// for the other figures, times the visits that the simulation saves here. Of three figures the smallest and the largest implied cost
/// lie outside the range of the other two whatever they are, so what matters is by how much: see <see cref="MissPercent"/>. A change in
/// per cent would need the run time before, which only the figure that is left out tells: then it would not be left out.
/// </remarks>
/// <param name="Figure">The figure left out.</param>
/// <param name="VisitNanoseconds">The cost of a visit that the other figures imply, in nanoseconds.</param>
/// <param name="SavedMilliseconds">The saving that it predicts, in milliseconds.</param>
public sealed record LeaveOneOut(PublishedFigure Figure, Interval VisitNanoseconds, Interval SavedMilliseconds)
{
    private const int MinFigures = 3;

    /// <summary>Whether the published saving lies in the predicted interval.</summary>
    public bool IsInside => SavedMilliseconds.Contains(Published);

    /// <summary>By how much the published saving misses the nearest bound of the predicted interval, in per cent of it; 0 inside.</summary>
    public double MissPercent =>
        100 * Math.Max(0, Math.Max(SavedMilliseconds.Low - Published, Published - SavedMilliseconds.High)) / Published;

    private double Published => Figure.SavedMilliseconds!.Value;

    /// <summary>Checks the figures of the sweep's series, if the sweep counted both sides of at least three of them.</summary>
    internal static IReadOnlyList<LeaveOneOut> Check(string? series, IReadOnlyDictionary<RunConfiguration, StepCounters> counted)
    {
        FittedChange[] changes =
        [
            .. (series is null ? [] : PublishedFigures.Of(series)).Where(figure => figure.SavedMilliseconds is not null)
                .Select(figure => FittedChange.Of(figure, counted).FirstOrDefault(change => change.SavedVisits > 0))
                .OfType<FittedChange>(),
        ];
        return changes.Length < MinFigures ? [] : [.. changes.Select(left => Predict(left, [.. changes.Where(other => other != left)]))];
    }

    private static LeaveOneOut Predict(FittedChange left, IReadOnlyCollection<FittedChange> others)
    {
        Interval cost = FittedChange.VisitCost(others);
        return new LeaveOneOut(left.Figure, cost, Interval.Multiply(left.SavedVisits / 1e6, cost));
    }
}
