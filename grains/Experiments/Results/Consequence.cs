using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Migration;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Stalls;
using static System.FormattableString;
using Settings = S2Grid.Runs.Axes;

namespace S2Grid.Experiments.Results;

/// <summary>A kind of figures that counts come to for a guest, predicted when results are read: metrics and columns of sweeps that set one
/// of its axes.</summary>
/// <param name="Name">What they are, in a word.</param>
/// <param name="Axes">The axes that ask for it, which no count depends on.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Meaning">What must be said wherever they are shown, a few sentences.</param>
/// <param name="Study">By a model, what a run comes to.</param>
public sealed record Consequence(
    string Name, IReadOnlyList<Setting> Axes, IReadOnlyList<PredictedFigure> Figures, string Meaning,
    Func<CostModel, Func<RunConfiguration, PredictedStudy>> Study)
{
    private const string Corners =
        "Intervals are the extremes over costs that are all low or all high, and with one event's, or those of all faults, at the other "
        + "end";

    /// <summary>For how long vCPUs stall while an ioctl runs.</summary>
    public static Consequence Stalls { get; } = new(
        "stalls", [Settings.Vcpus, Settings.Lock, Settings.TlbiDomain], StallFigure.All,
        "A stall is a wait for the lock or for a broadcast of others. vCPUs write all the time and fault as soon as a page is "
            + "write-protected; the ioctl's work is that of a slot that nobody writes to. Once the ioctl is over, faults are added up vCPU "
            + $"by vCPU, not simulated one by one. {Corners}; a change compares runs at equal costs.",
        model => new StallStudies(model).Of);

    /// <summary>Whether a live migration converges, and what it takes.</summary>
    public static Consequence Migration { get; } = new(
        "migrations", [Settings.Bandwidth, Settings.WriteRate, Settings.HotSet, Settings.MaxDowntime], MigrationFigure.All,
        "A round sends what was written in the one before, then gets and clears the log; a migration that takes more than "
            + Invariant($"{PreCopy.MaxRounds} rounds does not converge. The total has the ioctl that starts logging; the downtime is the ")
            + "last round, and switching logging off is not in it. vCPUs make no more pages dirty than their faults have time for. "
            + $"{Corners}; bandwidth and write rate are taken as given.",
        model => new MigrationStudies(model).Of)
    {
        Verdict = ("migration", "whether a migration converges, may converge, or does not"),
    };

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<Consequence> All { get; } = [Stalls, Migration];

    /// <summary>The name and the meaning of a column for what the studies' verdict is; null where they have none.</summary>
    public (string Name, string Description)? Verdict { get; init; }

    /// <summary>Whether a sweep sets an axis of it to something that does not go without saying.</summary>
    public bool IsAskedBy(SweepSpecification sweep) => Axes.Any(sweep.Sets);
}
