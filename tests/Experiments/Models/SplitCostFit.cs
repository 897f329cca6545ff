using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;
using S2Grid.Experiments.Tests.Results;

namespace S2Grid.Experiments.Tests.Models;

/// <summary>
/// Fits the event costs of a split call to the RFC's three published changes and the engine's counts. The shipped model holds what
/// comes out, rounded outwards; a test compares the two.
/// </summary>
/// <remarks>
/// With S the published saving, p the published change, R = S (1/p - 1) the time that is left after it, and n the counts of the changed
/// side:
/// <list type="bullet">
/// <item>level-3 visit v: least squares over S = v * visits saved; bounds are the smallest and largest S / visits saved.</item>
/// <item>page taken into the split cache t: what is left of R(4k) after its visits, per page. It may as well be anything else that
/// happens once a call, hence the lower bound 0.</item>
/// <item>entry of a new table e: what is left of R(1G) after the top-up, per entry. One figure determines it, so it gets the relative
/// spread that three figures show for v.</item>
/// <item>break of a 2M block b: what is left of R(THP) after the top-up and the entries, per break; bounds from those of e.</item>
/// </list>
/// </remarks>
internal sealed class SplitCostFit(FittedChange pages, FittedChange thp, FittedChange gigantic)
{
    internal Interval Visit => FittedChange.VisitCost([pages, thp, gigantic]);

    internal Interval TopUpPage
    {
        get
        {
            long count = Count(pages, "topup_pages");
            long visits = Count(pages, "leaf_callbacks", 3);
            return new Interval(0, (Rest(pages).Mid - (visits * Visit.Mid)) / count, (Rest(pages).High - (visits * Visit.Low)) / count);
        }
    }

    internal Interval NewEntry
    {
        get
        {
            double mid = (Rest(gigantic).Mid - (Count(gigantic, "topup_pages") * TopUpPage.Mid)) / Count(gigantic, "bbm_unlinked");
            return new Interval(mid * Visit.Low / Visit.Mid, mid, mid * Visit.High / Visit.Mid);
        }
    }

    internal Interval BlockBreak => new(
        Math.Max(0, Left(Rest(thp).Low, TopUpPage.High, NewEntry.High)),
        Left(Rest(thp).Mid, TopUpPage.Mid, NewEntry.Mid),
        Left(Rest(thp).High, TopUpPage.Low, NewEntry.Low));

    /// <summary>The fit with the counts of the preset's runs on the engine.</summary>
    internal static SplitCostFit OfEngine(ResultsOf preset)
    {
        FittedChange Point(string backing)
        {
            PublishedFigure figure = PublishedFigures.Of("rfc-2026-05").Single(f => f.Backing == backing);
            return new(
                figure,
                figure.ChangePercent / 100,
                0,
                preset.Counters(backing, "baseline", "split"),
                preset.Counters(backing, "rfc", "split"));
        }

        return new SplitCostFit(Point("4k"), Point("thp"), Point("hugetlb-1g"));
    }

    private double Left(double rest, double topUpPage, double entry) =>
        (rest - (Count(thp, "topup_pages") * topUpPage) - (Count(thp, "bbm_unlinked") * entry)) / Count(thp, "bbm_block", 2);

    private static long Count(FittedChange change, string counter, int level = 0) => change.After[counter, level];

    /// <summary>Time that is left after the change, in nanoseconds: saving * (1/p - 1); p was printed to half a hundredth of a per
    /// cent.</summary>
    private static Interval Rest(FittedChange change)
    {
        return new Interval(change.Saved.Low * Left(0.005), change.Saved.Mid * Left(0), change.Saved.High * Left(-0.005));

        double Left(double error) => (100 / (error - change.Figure.ChangePercent)) - 1;
    }
}
