using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;
using S2Grid.Runs;

namespace S2Grid.Experiments.Models;

/// <summary>A published change with the counts of both sides.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Change">The change as a fraction.</param>
/// <param name="Deviation">Its standard deviation as a fraction; where none was published, the relative one of a figure of the series that has one.</param>
/// <param name="Before">What the baseline counts.</param>
/// <param name="After">What the candidate counts.</param>
internal sealed record FittedChange(PublishedFigure Figure, double Change, double Deviation, StepCounters Before, StepCounters After)
{
    private const double Percent = 100;

    /// <summary>A figure with the counts of runs that repeat it.</summary>
    internal static FittedChange Of(PublishedFigure figure, IReadOnlyList<RunResult> results)
    {
        RunResult changed = results.First(result => figure.AppliesTo(result.Run.Configuration));
        RunConfiguration baseline = changed.Run.Configuration.With(Axes.Strategy, SplitStrategies.Baseline);
        RunResult before = results.First(result => result.Run.Configuration.Equals(baseline));
        var counted = CountedSteps.Of(figure.Scenario, figure.Series);
        return new FittedChange(
            figure, figure.ChangePercent / Percent, DeviationOf(figure) / Percent, counted.Sum(before.Steps), counted.Sum(changed.Steps));
    }

    private static double DeviationOf(PublishedFigure figure)
    {
        PublishedFigure? known = PublishedFigures.Of(figure.Series).FirstOrDefault(other => other.DeviationPercent is not null);
        return figure.DeviationPercent ?? (known is null ? 0 : known.DeviationPercent!.Value * figure.ChangePercent / known.ChangePercent);
    }
}
