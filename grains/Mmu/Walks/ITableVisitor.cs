using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>What a <see cref="TableWalk"/> calls on its way; a struct, so that the calls are direct ones.</summary>
/// <remarks>A range is [address, stop): the part of the walk's range that the entry maps.</remarks>
internal unsafe interface ITableVisitor
{
    /// <summary>
    /// Visits neighbouring level-2 entries at once, as many of the <paramref name="count"/> that the range has as a whole as it can: where
    /// blocks and uniform tables alternate, entry by entry would be slow.
    /// </summary>
    /// <returns>How many it has visited, from the first on.</returns>
    int VisitRow(Descriptor* first, ulong address, int count);

    /// <summary>Visits a block or a hole above level 3.</summary>
    Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop);

    /// <summary>Visits a table before its entries. Of a uniform one it can visit all that the range has in closed form; where the walk is
    /// to go on into it, it is expanded.</summary>
    Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop);

    /// <summary>Visits the <paramref name="count"/> level-3 entries that the range has of a table.</summary>
    void VisitPages(Descriptor* first, ulong address, long count);

    /// <summary>The walk leaves an expanded table, at its end or because the range ends in it.</summary>
    void LeaveTable(Descriptor* entry, int level, bool atEnd);
}
