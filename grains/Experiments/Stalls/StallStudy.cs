using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Stalls;

/// <summary>The stalls of a run by a cost model: at the model's middle costs, and at the corners of what they may be.</summary>
/// <remarks>
/// Corners are those of two groups, the costs of the ioctl's events and those of the faults', each all low or all high. Every run is asked
/// at the same corners, so that a change between two runs is one between equal machines, and its interval is narrower than theirs.
/// Nothing is drawn at random.
/// </remarks>
public sealed class StallStudy
{
    private static readonly Scope[] Needed = [Scope.Ioctl, Scope.SplitCall, Scope.Guest];

    private static readonly (Func<Interval, double> Ioctl, Func<Interval, double> Faults)[] Corners =
    [
        (Mid, Mid), (Low, Low), (Low, High), (High, Low), (High, High),
    ];

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
            figures = [.. Corners.Select(corner => Simulate(corner.Ioctl, corner.Faults)).Select(FiguresOf)];
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
        Simulate(Mid, Mid, timeline);
        return timeline;
    }

    private StallFigures Simulate(Func<Interval, double> ioctlCost, Func<Interval, double> faultCost, Timeline? timeline = null)
    {
        FaultTimes faults = work!.Faults.At(Costs(faultCost));
        return StallSimulation.Run(
            work.Ioctl.At(Costs(ioctlCost)), run.Get(Axes.TlbiDomain) ? faults : faults with { Broadcast = 0 }, run.Get(Axes.Vcpus),
            run.Get(Axes.Lock), timeline);
    }

    private double[] Costs(Func<Interval, double> bound) => [.. model.Parameters.Select(parameter => bound(parameter.Cost))];

    private static double[] FiguresOf(StallFigures of) => [.. StallFigure.All.Select(figure => figure.Of(of))];

    private static int IndexOf(StallFigure figure) => StallFigure.All.TakeWhile(other => other != figure).Count();

    private static Interval Over(Func<int, double> value) => Interval.Over(Enumerable.Range(0, Corners.Length).Select(value));

    private static double Low(Interval cost) => cost.Low;

    private static double Mid(Interval cost) => cost.Mid;

    private static double High(Interval cost) => cost.High;
}
