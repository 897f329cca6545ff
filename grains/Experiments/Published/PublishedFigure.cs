namespace S2Grid.Experiments.Published;

/// <summary>A change in run time that somebody has published, always against mainline.</summary>
/// <param name="Series">The preset that repeats it.</param>
/// <param name="Scenario">What was done.</param>
/// <param name="Backing">The backing, as on the axis.</param>
/// <param name="Strategy">The strategy that was compared with mainline.</param>
/// <param name="ChangePercent">Change of the run time in per cent; negative is faster.</param>
/// <param name="DeviationPercent">Standard deviation of the change in per cent, where it was published.</param>
/// <param name="SavedMilliseconds">Time saved in milliseconds, where it was published.</param>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Provenance">What kind of machine that is; a software model's time is emulated.</param>
/// <param name="Scope">What was timed.</param>
/// <param name="Timed">What was timed, for people.</param>
/// <param name="Source">Where it was published.</param>
public sealed record PublishedFigure(
    string Series,
    Scenario Scenario,
    string Backing,
    string Strategy,
    double ChangePercent,
    double? DeviationPercent,
    double? SavedMilliseconds,
    string Machine,
    Provenance Provenance,
    Scope Scope,
    string Timed,
    string Source)
{
    private const int PageShift = 12;

    /// <summary>What every published experiment has in common, as its preset has it: another value is another experiment.</summary>
    private static readonly (Setting Axis, string Value)[] Common =
    [
        (Axes.IaBits, "40"),
        (Axes.Fwb, "true"),
        (Axes.TlbiRange, "true"),
        (Axes.BaseOffset, "0"),
        .. Axes.All.Where(axis => axis is { IsLater: true, IsUncounted: false } && axis != Axes.ClearPages)
            .Select(axis => (axis, axis.Default!)),
    ];

    /// <summary>Size of the memslot in bytes.</summary>
    public required ulong Memory { get; init; }

    /// <summary>The smallest chunk that it can have been measured with, in bytes; 0 where nothing is known.</summary>
    public ulong SmallestChunk { get; init; }

    /// <summary>What a run must be to repeat it, for people, without scenario and backing.</summary>
    public string Experiment => $"memory {ByteSize.Format(Memory)}, strategy {Strategy}, pages of {ByteSize.Format(1UL << PageShift)}"
        + (SmallestChunk == 0 ? "" : $", a chunk of at least {ByteSize.Format(SmallestChunk)}");

    /// <summary>Whether a run repeats what was measured.</summary>
    public bool AppliesTo(RunConfiguration run) =>
        run.Scenario == Scenario
        && run.BackingName == Backing
        && run.Backing.Kind != BackingKind.PartialThp
        && run.Memory == Memory
        && run.Strategy == Strategy
        && run.PageShift == PageShift
        && run.Chunk.Bytes >= SmallestChunk
        && Common.All(common => run[common.Axis.Name] is not { } value || value == common.Value);
}
