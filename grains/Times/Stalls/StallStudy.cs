namespace S2Grid.Times.Stalls;

/// <summary>The stalls of a run by a cost model: at the model's middle costs, and at the corners of what they may be.</summary>
/// <remarks>
/// Corners are those of two groups, the costs of the ioctl's events and those of the faults', each all low or all high. Every run is asked
/// at the same corners, so that a change between two runs is one between equal machines, and its interval is narrower than theirs.
/// Nothing is drawn at random.
/// </remarks>
public sealed class StallStudy
{
    private const int Middle = 0;

    private static readonly (Func<Interval, double> Ioctl, Func<Interval, double> Faults)[] Corners =
    [
        (Mid, Mid), (Low, Low), (Low, High), (High, Low), (High, High),
    ];

    private readonly CostModel model;
    private readonly IoctlWork ioctl;
    private readonly FaultWork faults;
    private readonly int vcpus;
    private readonly LockMode mode;
    private readonly StallFigures[] corners;

    /// <summary>Studies a run.</summary>
    /// <param name="run">The VM, what is written, and how it is split.</param>
    /// <param name="model">The cost model; an absolute one that <see cref="Refusal"/> does not refuse.</param>
    /// <param name="vcpus">How many vCPUs write, at least one.</param>
    /// <param name="mode">How faults take the lock.</param>
    public StallStudy(RunConfiguration run, CostModel model, int vcpus, LockMode mode)
    {
        (this.model, this.vcpus, this.mode) = (model, vcpus, mode);
        (ioctl, faults) = (new IoctlWork(run, model), new FaultWork(run, model));
        corners = [.. Corners.Select(corner => Run(corner.Ioctl, corner.Faults))];
    }

    /// <summary>Each of <see cref="StallFigures.All"/> with its bounds, the extremes over the corners.</summary>
    public IReadOnlyList<Interval> Figures => [.. StallFigures.All.Select(figure => Over(i => figure.Of(corners[i])))];

    /// <summary>The change of a figure against another run at the same corners, as a fraction; null where the other is nothing.</summary>
    public Interval? Change(StallStudy baseline, Func<StallFigures, double> figure) =>
        baseline.corners.Any(other => figure(other) == 0)
            ? null : Over(i => (figure(corners[i]) / figure(baseline.corners[i])) - 1);

    /// <summary>Why a model cannot say how long vCPUs stall in a run, in a sentence; null if it can.</summary>
    public static string? Refusal(CostModel model, RunConfiguration run) => !model.IsAbsolute
        ? $"{model.Name} predicts changes and no times."
        : ((Scope[])[Scope.Ioctl, Scope.SplitCall, Scope.Guest])
            .Select(scope => model.Refusal(run, scope, Provenance.Simulated, counters: null))
            .FirstOrDefault(refusal => refusal is not null);

    /// <summary>The time line of the run at the middle costs, until every page has been written.</summary>
    /// <param name="pieces">In how many pieces.</param>
    public Timeline Draw(int pieces)
    {
        var timeline = new Timeline(corners[Middle].Written, pieces);
        Run(Mid, Mid, timeline);
        return timeline;
    }

    private StallFigures Run(Func<Interval, double> ioctlCost, Func<Interval, double> faultCost, Timeline? timeline = null) =>
        StallSimulation.Run(ioctl.At(Costs(ioctlCost)), faults.At(Costs(faultCost)), vcpus, mode, timeline);

    private double[] Costs(Func<Interval, double> bound) => [.. model.Parameters.Select(parameter => bound(parameter.Cost))];

    private static Interval Over(Func<int, double> value) => Interval.Over(Enumerable.Range(0, Corners.Length).Select(value));

    private static double Low(Interval cost) => cost.Low;

    private static double Mid(Interval cost) => cost.Mid;

    private static double High(Interval cost) => cost.High;
}
