using S2Grid.Mmu.Mapping;

namespace S2Grid.Contracts.Vms;

/// <summary>A <see cref="MapRun"/> in a form that travels.</summary>
/// <param name="Level">The entries' level.</param>
/// <param name="Ipa">IPA of the first entry.</param>
/// <param name="Count">How many neighbours are alike.</param>
/// <param name="Kind">What the entries are.</param>
/// <param name="LeafLevel">For a uniform subtree: the level of its leaves; else <paramref name="Level"/>.</param>
/// <param name="Attributes">Leaf attributes, bits 11..2 and 63..50; 0 for tables and holes.</param>
/// <param name="Writable">Whether the guest may write through the leaves.</param>
[GenerateSerializer, Immutable]
public sealed record VmMapLine(
    [property: Id(0)] int Level,
    [property: Id(1)] ulong Ipa,
    [property: Id(2)] long Count,
    [property: Id(3)] MapRunKind Kind,
    [property: Id(4)] int LeafLevel,
    [property: Id(5)] ulong Attributes,
    [property: Id(6)] bool Writable)
{
    /// <summary>Makes a line that travels from one of the engine's.</summary>
    public static VmMapLine From(MapRun run) =>
        new(run.Level, run.Ipa, run.Count, run.Kind, run.LeafLevel, run.Attributes, run.Writable);

    /// <summary>The engine's form.</summary>
    public MapRun ToMapRun() => new(Level, Ipa, Count, Kind, LeafLevel, Attributes, Writable);
}
