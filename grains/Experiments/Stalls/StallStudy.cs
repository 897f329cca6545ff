using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Stalls;

/// <summary>The stalls of a run by a cost model: at the model's middle costs, and at corners of what they may be.</summary>
/// <remarks>
/// Costs of events are unknown independently of one another, so there are corners with all of them low or high, and such as have one
/// event's cost at one end and all others at the other end; the same with the events of faults together. Runs that differ in one
/// event alone change most at one of these. Every run is asked at the same corners, so that a change between two runs is one between equal
/// machines. Nothing is drawn at random.
/// </remarks>
public sealed class StallStudy
{
    private static readonly Scope[] Needed = [Scope.Ioctl, Scope.SplitCall, Scope.Guest];

    private readonly RunConfiguration run;
    private readonly CostModel model;
    private readonly StallWork? work;

    /// <summary>The figures at each corner, in nanoseconds.</summary>
    private readonly double[][] figures = [];

    /// <summary>Studies a run: its VM, what is written and by how many vCPUs, and how it is split.</summary>
    public StallStudy(RunConfiguration run, CostModel model)
        : this(run, model, StallWork.Of)
    {
    }

    /// <summary>Studies a run whose work may have been counted already.</summary>
    internal StallStudy(RunConfiguration run, CostModel model, Func<RunConfiguration, CostModel, StallWork> count)
    {
        (this.run, this.model, Refusal) = (run, model, RefusalOf(model, run));
        if (Refusal is not null)
            return;

        work = count(run, model);
        if ((Refusal = work.Refusal) is null)
            figures = [.. AtCorners(work)];
    }

    /// <summary>Why nothing is predicted, in a sentence; null if something is.</summary>
    public string? Refusal { get; }

    /// <summary>A figure at the middle costs, with the extremes over the corners as its bounds.</summary>
    public Interval this[StallFigure figure] => Over(i => figures[i][IndexOf(figure)]);

    /// <summary>The change of a figure against another run at the same corners, as a fraction; null where the other is nothing.</summary>
    public Interval? Change(StallStudy baseline, StallFigure figure)
    {
        int index = IndexOf(figure);
        return baseline.figures.Any(other => other[index] == 0)
            ? null : Over(i => (figures[i][index] / baseline.figures[i][index]) - 1);
    }

    /// <summary>Whether a model predicts the stalls of any run: it knows times, those of ioctls, splits and faults.</summary>
    public static bool IsPredictedBy(CostModel model) => model.IsAbsolute && !Needed.Except(model.Scopes).Any();

    /// <summary>Why a model cannot say how long vCPUs stall in a run, in a sentence; null if nothing speaks against it before it is
    /// counted.</summary>
    public static string? RefusalOf(CostModel model, RunConfiguration run) => !model.IsAbsolute
        ? $"{model.Name} predicts changes and no times."
        : Needed.Select(scope => model.Refusal(run, scope, Provenance.Simulated, counters: null))
            .FirstOrDefault(refusal => refusal is not null);

    /// <summary>The time line of the run at the middle costs, until every page has been written.</summary>
    /// <param name="pieces">In how many pieces.</param>
    public Timeline Draw(int pieces)
    {
        var timeline = new Timeline(this[StallFigure.All.First(figure => figure.Name == "all-written")].Mid, pieces);
        Simulate(Middle(model), timeline);
        return timeline;
    }

    /// <summary>The figures at each corner; corners that differ in events alone that the work does not take are one.</summary>
    private IEnumerable<double[]> AtCorners(StallWork of)
    {
        var known = new Dictionary<string, double[]>();
        foreach (double[] costs in CornersOf(model))
        {
            string taken = string.Join(' ', costs.Where((_, i) => of.Ioctl.Has(i) || of.Faults.Has(i)));
            yield return known.TryGetValue(taken, out double[]? same) ? same : known[taken] = FiguresOf(Simulate(costs));
        }
    }

    private StallFigures Simulate(double[] costs, Timeline? timeline = null)
    {
        FaultTimes faults = work!.Faults.At(costs);
        return StallSimulation.Run(
            work.Ioctl.At(costs), run.Get(Axes.TlbiDomain) ? faults : faults with { Broadcast = 0 }, run.Get(Axes.Vcpus),
            run.Get(Axes.Lock), timeline);
    }

    private static double[] Middle(CostModel model) => [.. model.Parameters.Select(parameter => parameter.Cost.Mid)];

    /// <summary>The costs of the model's events at each corner, the middle first.</summary>
    private static IEnumerable<double[]> CornersOf(CostModel model)
    {
        CostParameter[] events = [.. model.Parameters];
        IEnumerable<CostParameter[]> singles = events.Where(one => one.Cost.High > one.Cost.Low).Select(one => new[] { one });
        CostParameter[][] groups = [[], [.. events.Where(one => one.Phase == CostPhase.FaultExits)], .. singles];
        return groups
            .SelectMany(apart => (double[][])[Ends(apart, isHigh: true), Ends(apart, isHigh: false)])
            .Prepend(Middle(model));

        double[] Ends(CostParameter[] apart, bool isHigh) =>
            [.. events.Select(one => apart.Contains(one) == isHigh ? one.Cost.High : one.Cost.Low)];
    }

    private static double[] FiguresOf(StallFigures of) => [.. StallFigure.All.Select(figure => figure.Of(of))];

    private static int IndexOf(StallFigure figure) => StallFigure.All.TakeWhile(other => other != figure).Count();

    private Interval Over(Func<int, double> value) => Interval.Over(Enumerable.Range(0, figures.Length).Select(value));
}
