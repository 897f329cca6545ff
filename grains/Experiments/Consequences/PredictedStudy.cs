using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Consequences;

/// <summary>What a run comes to by a cost model of times, ioctls and faults: at its middle costs, and at corners of what they may be
/// (<see cref="CostCorners"/>). Every run is asked at the same corners, so that a change between two runs is one between equal
/// machines.</summary>
/// <param name="all">The figures that there are.</param>
public abstract class PredictedStudy(IReadOnlyList<PredictedFigure> all)
{
    private static readonly Scope[] Needed = [Scope.Ioctl, Scope.SplitCall, Scope.Guest];

    /// <summary>Why nothing is predicted, in a sentence; null if something is.</summary>
    public string? Refusal { get; protected init; }

    /// <summary>What there is to say of the run in a word or two, however the figures come out; null for nothing.</summary>
    public virtual string? Verdict => null;

    /// <summary>The figures at each corner, the middle first; null where costs give none.</summary>
    protected IReadOnlyList<double?[]> Corners { get; init; } = [];

    /// <summary>A figure at the middle costs, with the extremes over the corners as its bounds; null where some costs give none.</summary>
    public Interval? Find(PredictedFigure figure)
    {
        int index = IndexOf(figure);
        return Corners.Count > 0 && Corners.All(one => one[index] is not null)
            ? Interval.Over(Corners.Select(one => one[index]!.Value)) : null;
    }

    /// <summary>What stands in the place of a figure that there is not, in a word or two, and why, in a sentence.</summary>
    public virtual (string Word, string Reason)? Instead(PredictedFigure figure) => null;

    /// <summary>The change of a figure against another run at the same corners, as a fraction; null where the other is nothing, or either
    /// has none.</summary>
    public Interval? Change(PredictedStudy baseline, PredictedFigure figure)
    {
        int index = IndexOf(figure);
        return Find(figure) is null || baseline.Find(figure) is null || baseline.Corners.Any(other => other[index] == 0)
            ? null : Interval.Over(Corners.Zip(baseline.Corners, (one, other) => (one[index]!.Value / other[index]!.Value) - 1));
    }

    /// <summary>Whether a model predicts what any run comes to: it knows times, those of ioctls, splits and faults.</summary>
    public static bool IsPredictedBy(CostModel model) => model.IsAbsolute && !Needed.Except(model.Scopes).Any();

    /// <summary>Why a model cannot say what a run comes to, in a sentence; null if nothing speaks against it before it is
    /// counted.</summary>
    public static string? RefusalOf(CostModel model, RunConfiguration run) => !model.IsAbsolute
        ? $"{model.Name} predicts changes and no times."
        : Needed.Select(scope => model.Refusal(run, scope, Provenance.Simulated, counters: null))
            .FirstOrDefault(refusal => refusal is not null);

    private int IndexOf(PredictedFigure figure) => all.TakeWhile(other => other != figure).Count();
}
