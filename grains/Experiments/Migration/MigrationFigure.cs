using S2Grid.Experiments.Consequences;

namespace S2Grid.Experiments.Migration;

/// <summary>A figure of a live migration.</summary>
/// <param name="Name">What it is called in files and on command lines.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="Description">What it says, in a line.</param>
/// <param name="Unit">In what it is: <c>ns</c>, <c>rounds</c> or <c>bytes/s</c>.</param>
/// <param name="Of">Takes it from how memory is copied and the rounds of that; null where there is none.</param>
public sealed record MigrationFigure(
    string Name, string Title, string Description, string Unit, Func<PreCopy, IReadOnlyList<CopyRound>, double?> Of)
    : PredictedFigure(Name, Title, Description, Unit, IsUsual: true)
{
    /// <summary>The write rate below which a migration converges: all others are there only where it does.</summary>
    public static MigrationFigure Limit { get; } = new(
        "migration-limit", "converges below", "bytes of pages written in a second below which a migration converges",
        "bytes/s", (copy, _) => copy.Limit());

    /// <summary>Rounds.</summary>
    public static MigrationFigure Rounds { get; } = new(
        "migration-rounds", "rounds", "rounds of a migration that converges", "rounds", (copy, rounds) => If(copy, rounds, rounds.Count));

    /// <summary>From the start of logging to the end.</summary>
    public static MigrationFigure Total { get; } = new(
        "migration-total", "total time", "time of a migration that converges, from the start of logging to the end", "ns",
        (copy, rounds) => If(copy, rounds, 1e9 * (copy.Start + rounds.Sum(round => round.Sending + round.Overhead))));

    /// <summary>For how long the guest is stopped.</summary>
    public static MigrationFigure Downtime { get; } = new(
        "migration-downtime", "downtime", "time that the guest is stopped for in a migration that converges", "ns",
        (copy, rounds) => If(copy, rounds, 1e9 * rounds[^1].Downtime));

    /// <summary>All figures in the order of tables.</summary>
    public static IReadOnlyList<MigrationFigure> All { get; } = [Rounds, Total, Downtime, Limit];

    private static double? If(PreCopy copy, IReadOnlyList<CopyRound> rounds, double value) =>
        rounds[^1].Downtime <= copy.MaxDowntime ? value : null;
}
