using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;
using S2Grid.Runs;

namespace S2Grid.Experiments.Models;

/// <summary>
/// How well published changes predict one another: the cost of a level-3 visit is fitted to all but one of them and predicts the
/// time that the one left out saves.
/// </summary>
/// <remarks>
/// It says what a fit of all figures hides: whether one cost explains them. The interval is that of <see cref="FitPoint.VisitCost"/>
/// for the other figures, times the visits that the simulation saves here. Of three figures the smallest and the largest implied cost
/// lie outside the range of the other two whatever they are, so what matters is by how much: see <see cref="MissPercent"/>.
/// </remarks>
/// <param name="Figure">The figure left out.</param>
/// <param name="VisitNanoseconds">The cost of a visit that the other figures imply, in nanoseconds.</param>
/// <param name="SavedMilliseconds">The saving that it predicts, in milliseconds.</param>
public sealed record LeaveOneOut(PublishedFigure Figure, Interval VisitNanoseconds, Interval SavedMilliseconds)
{
    private const int FewestFigures = 3;

    /// <summary>Whether the published saving lies in the predicted interval.</summary>
    public bool IsInside => SavedMilliseconds.Contains(Published);

    /// <summary>By how much the published saving misses the nearest bound of the predicted interval, in per cent of it; 0 inside.</summary>
    public double MissPercent =>
        100 * Math.Max(0, Math.Max(SavedMilliseconds.Low - Published, Published - SavedMilliseconds.High)) / Published;

    /// <summary>
    /// The predicted saving in per cent of the run time that the published figure implies, so that it can stand beside the published
    /// change; low is the fastest.
    /// </summary>
    public Interval PredictedPercent
    {
        get
        {
            double scale = 100 / Figure.ImpliedBaselineMilliseconds!.Value;
            return new Interval(-scale * SavedMilliseconds.High, -scale * SavedMilliseconds.Mid, -scale * SavedMilliseconds.Low);
        }
    }

    /// <summary>The same as a fraction.</summary>
    public Interval PredictedChange => 0.01 * PredictedPercent;

    private double Published => Figure.SavedMilliseconds!.Value;

    /// <summary>Checks the figures of the sweep's series, if the sweep counted both sides of at least three of them.</summary>
    internal static IReadOnlyList<LeaveOneOut> Check(string? series, IReadOnlyDictionary<RunConfiguration, StepCounters> counted)
    {
        FitPoint[] points = series is null ? [] : [.. PublishedFigures.Of(series).Select(figure => Find(figure, counted)).OfType<FitPoint>()];
        return points.Length < FewestFigures ? [] : [.. points.Select(left => Predict(left, [.. points.Where(point => point != left)]))];
    }

    private static FitPoint? Find(PublishedFigure figure, IReadOnlyDictionary<RunConfiguration, StepCounters> counted)
    {
        if (figure.SavedMilliseconds is null)
        {
            return null;
        }

        foreach ((RunConfiguration configuration, StepCounters changed) in counted)
        {
            if (figure.AppliesTo(configuration)
                && counted.TryGetValue(configuration.With(Axes.Strategy, SplitStrategies.Baseline), out StepCounters? mainline)
                && new FitPoint(figure, mainline, changed) is { SavedVisits: > 0 } point)
            {
                return point;
            }
        }

        return null;
    }

    private static LeaveOneOut Predict(FitPoint left, IReadOnlyCollection<FitPoint> others)
    {
        Interval cost = FitPoint.VisitCost(others);
        return new LeaveOneOut(left.Figure, cost, left.SavedVisits / 1e6 * cost);
    }
}
