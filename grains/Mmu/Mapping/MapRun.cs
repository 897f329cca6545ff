namespace S2Grid.Mmu.Mapping;

/// <summary>A run of neighbouring entries of one table that are alike, as a line of a table dump.</summary>
/// <param name="Level">The entries' level.</param>
/// <param name="Ipa">IPA of the first entry.</param>
/// <param name="Count">How many neighbours are alike.</param>
/// <param name="Kind">What the entries are.</param>
/// <param name="LeafLevel">For a uniform subtree: the level of its leaves; else <paramref name="Level"/>.</param>
/// <param name="Attributes">Leaf attributes, bits 11..2 and 63..50; 0 for tables and holes.</param>
/// <param name="Writable">Whether the guest may write through the leaves.</param>
public readonly record struct MapRun(int Level, ulong Ipa, long Count, MapRunKind Kind, int LeafLevel, ulong Attributes, bool Writable);
