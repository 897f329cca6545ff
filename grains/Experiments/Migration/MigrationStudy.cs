using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;
using static System.FormattableString;

namespace S2Grid.Experiments.Migration;

/// <summary>The live migration of a run by a cost model.</summary>
public sealed class MigrationStudy : PredictedStudy
{
    private const double MiB = 1 << 20;

    private readonly RunConfiguration run;

    internal MigrationStudy(RunConfiguration run, CostModel model, Func<RunConfiguration, MigrationWork> count)
        : base(MigrationFigure.All)
    {
        this.run = run;
        Refusal = run.Get(Axes.Bandwidth) == 0
            ? $"A migration sends at a bandwidth, and there is none: {Axes.Bandwidth.Name} says how much it sends in a second, as in "
                + $"'{Axes.Bandwidth.Name}: 2G'."
            : RefusalOf(model, run);
        if (Refusal is not null)
            return;

        MigrationWork work = count(run);
        if ((Refusal = work.Refusal) is null)
            Corners = [.. CostCorners.Of(model).Select(costs => FiguresOf(work.At(run, costs), run.Get(Axes.WriteRate)))];
    }

    /// <summary>Whether it converges, or may.</summary>
    public override string? Verdict => Corners.Count == 0 ? null
        : Corners.Count(HasRounds) is var those && those == Corners.Count ? "converges" : those == 0 ? "does not converge" : "may converge";

    /// <inheritdoc/>
    public override (string Word, string Reason)? Instead(PredictedFigure figure) => Corners.Count == 0 || Find(figure) is not null ? null
        : figure == MigrationFigure.Limit ? (NoLimit, $"It converges at {NoLimit}.")
        : (Verdict!, Invariant($"It {Verdict} in {PreCopy.MaxRounds} rounds: {Axes.WriteRate.Name} {run[Axes.WriteRate.Name]} must be ")
            + $"below {Limit}.");

    /// <summary>What there is to say of a limit that some costs do not have.</summary>
    private string NoLimit => Find(MigrationFigure.Limit) is null && Corners.Any(HasLimit) ? "any rate, at some costs" : "any rate";

    private string Limit => Find(MigrationFigure.Limit) is { } limit
        ? Invariant($"{limit.Mid / MiB:#,0} ({limit.Low / MiB:#,0} to {limit.High / MiB:#,0}) MiB/s")
        : Corners.Min(one => one[^1]) is { } least ? Invariant($"{least / MiB:#,0} MiB/s") : NoLimit;

    private static bool HasRounds(double?[] corner) => corner[0] is not null;

    private static bool HasLimit(double?[] corner) => corner[^1] is not null;

    private static double?[] FiguresOf(PreCopy copy, double rate)
    {
        IReadOnlyList<CopyRound> rounds = copy.Copy(rate);
        return [.. MigrationFigure.All.Select(figure => figure.Of(copy, rounds))];
    }
}
