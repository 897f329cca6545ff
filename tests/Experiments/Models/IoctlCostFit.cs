using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;
using S2Grid.Experiments.Tests.Results;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Models;

/// <summary>
/// Fits the event costs of the enable and CLEAR ioctls, in units of one level-3 visit, to a series' six published changes and the engine's
/// counts. The shipped models hold what comes out, rounded outwards; a test compares the two.
/// </summary>
/// <remarks>
/// With p the published change, n the counts of the changed side and R = visits saved (1/p - 1) what is left after it:
/// <list type="bullet">
/// <item>write-protect visit to a page w = R(enable, 4k) / n;</item>
/// <item>entry of a new table e = R(enable, 1G) / n;</item>
/// <item>break of a 2M block b = (R(enable, THP) - entries e) / n;</item>
/// <item>walk from the root = (R(clear) - pages w - entries e - breaks b) / n for each of three backings; mid is their mean, the bounds
/// are the smallest and the largest.</item>
/// </list>
/// Bounds of the others: p one published standard deviation up and down; where none was published, the relative one of the 4k figure.
/// </remarks>
internal sealed class IoctlCostFit(string series)
{
    private readonly ResultsOf results = ResultsOf.Preset(series);

    internal Interval WriteProtect => Over("4k", "wp_leaf_callbacks", 3);

    internal Interval NewEntry => Over("hugetlb-1g", "bbm_unlinked", 0);

    internal Interval BlockBreak => new(Break(1, NewEntry.High), Break(0, NewEntry.Mid), Break(-1, NewEntry.Low));

    internal Interval Walk
    {
        get
        {
            double[] implied = [.. new[] { "4k", "thp", "hugetlb-1g" }.Select(Implied)];
            return new Interval(implied.Min(), implied.Average(), implied.Max());
        }
    }

    private static string[] Steps(Scenario scenario) => scenario == Scenario.Enable ? ["wp", "split"] : ["clear", "clear-2"];

    private PublishedFigure Figure(Scenario scenario, string backing) =>
        PublishedFigures.Of(series).Single(figure => figure.Scenario == scenario && figure.Backing == backing);

    private double Deviation(PublishedFigure figure)
    {
        PublishedFigure known = Figure(Scenario.Enable, "4k");
        return figure.DeviationPercent ?? -figure.ChangePercent * known.DeviationPercent!.Value / -known.ChangePercent;
    }

    private double Rest(Scenario scenario, string backing, int deviations = 0)
    {
        PublishedFigure figure = Figure(scenario, backing);
        double p = (-figure.ChangePercent + (deviations * Deviation(figure))) / 100;
        return (Count(scenario, backing, "baseline", "leaf_callbacks", 3) - Count(scenario, backing, "skip-level3", "leaf_callbacks", 3))
            * ((1 / p) - 1);
    }

    private Interval Over(string backing, string counter, int level)
    {
        double count = Count(Scenario.Enable, backing, "skip-level3", counter, level);
        return new Interval(
            Rest(Scenario.Enable, backing, 1) / count, Rest(Scenario.Enable, backing) / count, Rest(Scenario.Enable, backing, -1) / count);
    }

    private double Break(int deviations, double entry) => Math.Max(
        0,
        (Rest(Scenario.Enable, "thp", deviations) - (entry * Count(Scenario.Enable, "thp", "skip-level3", "bbm_unlinked", 0)))
            / Count(Scenario.Enable, "thp", "skip-level3", "bbm_block", 2));

    private double Implied(string backing)
    {
        double Changed(string counter, int level = 0) => Count(Scenario.Clear, backing, "skip-level3", counter, level);
        return (Rest(Scenario.Clear, backing)
            - (WriteProtect.Mid * Changed("wp_leaf_callbacks", 3))
            - (NewEntry.Mid * Changed("bbm_unlinked"))
            - (BlockBreak.Mid * Changed("bbm_block", 2))) / Changed("walks");
    }

    private double Count(Scenario scenario, string backing, string strategy, string counter, int level) => results.Results
        .Single(result =>
            result.Run.Configuration.Scenario == scenario && result.Run.Configuration.BackingName == backing
                && result.Run.Configuration.Strategy == strategy)
        .Steps.Where(step => Steps(scenario).Contains(step.Name)).Sum(step => (double)step.Counters[counter, level]);
}
