using System.Runtime.Intrinsics;

namespace S2Grid.Mmu.Tables;

/// <summary>
/// The table tree of one VM. A table descriptor holds the address of its table, or stands for a uniform subtree
/// (see <see cref="Descriptor"/>), which <see cref="Expand"/> turns into a table and <see cref="TryFold"/> back.
/// </summary>
/// <remarks>Vectors have 128 bits: that is what code compiled ahead of time may use, and the loops wait for memory anyway.</remarks>
internal sealed unsafe class Stage2Tables : IDisposable
{
    private readonly TableMemory memory;
    private int pageShift;
    private int indexBits;
    private ulong largestBlock;

    internal Stage2Tables(long memoryLimit) => memory = new TableMemory(memoryLimit);

    internal Stage2Geometry Geometry { get; private set; }

    internal int StartLevel { get; private set; }

    internal int Entries { get; private set; }

    internal Descriptor* Root { get; private set; }

    internal long Bytes => memory.Bytes;

    /// <summary>Entries above this level are not folded: somebody holds a pointer into the table below them.</summary>
    internal int FoldFloor { get; set; }

    internal void Reset(Stage2Geometry geometry)
    {
        Root = null;
        memory.Reset((long)geometry.PageSize);
        Geometry = geometry;
        pageShift = geometry.PageShift;
        indexBits = geometry.IndexBits;
        largestBlock = geometry.LargestBlock;
        Entries = geometry.EntriesPerTable;
        StartLevel = geometry.StartLevel;
        FoldFloor = 0;
        Root = memory.AllocateEmptyRange(geometry.RootPages);
    }

    /// <summary>Bytes of the tables in use, and of those between them that are free.</summary>
    internal long UsedBytes => memory.UsedBytes;

    internal void Save(TableCopy copy) => memory.Save(copy);

    internal bool IsOwn(TableCopy copy) => memory.IsOwn(copy);

    internal void Restore(TableCopy copy)
    {
        memory.Restore(copy);
        FoldFloor = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Shift(int level) => pageShift + ((Stage2Geometry.LastLevel - level) * indexBits);

    /// <summary>The entry's index in its table; at the root, over all concatenated pages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Index(ulong address, int level) =>
        level == StartLevel ? (int)(address >> Shift(level)) : (int)(address >> Shift(level)) & (Entries - 1);

    /// <summary>How many entries a table has; no bound at the root, whose end no walk can reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int TableEnd(int level) => level == StartLevel ? int.MaxValue : Entries;

    /// <summary>The first address beyond the entry that maps <paramref name="address"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Next(ulong address, int level) => ((address >> Shift(level)) + 1) << Shift(level);

    /// <summary>Where the piece ends that write-protect and unmap do at once: at a multiple of the largest block, or at the range's
    /// end.</summary>
    internal ulong PieceEnd(ulong start, ulong end) => Math.Min(end, (start & ~(largestBlock - 1)) + largestBlock);

    /// <summary>How many entries of <paramref name="level"/> meet the range [start, end).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long CountEntries(ulong start, ulong end, int level) => (long)(((end - 1) >> Shift(level)) - (start >> Shift(level))) + 1;

    /// <summary>How many entries of one table, from that at <paramref name="address"/> on, lie in [address, end) as a whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int CountWhole(ulong address, ulong end, int level)
    {
        int shift = Shift(level);
        ulong ofTable = (ulong)Entries - ((address >> shift) & (ulong)(Entries - 1));
        return (address & ((1UL << shift) - 1)) != 0 ? 0 : (int)Math.Min((end - address) >> shift, ofTable);
    }

    /// <summary>How many entries of <paramref name="lower"/> one entry of <paramref name="upper"/> stands for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long EntriesBelow(int upper, int lower) => 1L << ((lower - upper) * indexBits);

    /// <summary>The entry of <paramref name="level"/> that maps <paramref name="address"/>, or null where no expanded table holds
    /// it.</summary>
    internal Descriptor* Find(ulong address, int level)
    {
        Descriptor* entry = Root + Index(address, StartLevel);
        for (int at = StartLevel; at < level; at++)
        {
            if (!entry->IsExpanded(at))
                return null;

            entry = entry->Table + Index(address, at + 1);
        }

        return entry;
    }

    /// <summary>The entry that decides <paramref name="address"/>: the last one on the way down that is no expanded table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Descriptor* FindDeepest(ulong address, out int level)
    {
        int shift = Shift(StartLevel);
        int at = StartLevel;
        Descriptor* entry = Root + (address >> shift);
        while (entry->IsExpanded(at))
        {
            at++;
            shift -= indexBits;
            entry = entry->Table + ((address >> shift) & (ulong)(Entries - 1));
        }

        level = at;
        return entry;
    }

    /// <summary>Puts an empty table behind the entry.</summary>
    internal void SetEmptyTable(Descriptor* entry) => *entry = Descriptor.Expanded(memory.AllocateEmpty());

    /// <summary>Frees the table behind an expanded entry; the entry is the caller's to overwrite.</summary>
    internal void FreeTable(Descriptor entry) => memory.Free(entry.Table);

    /// <summary>Whether an expanded entry's table has invalid entries only.</summary>
    internal bool IsEmpty(Descriptor entry) => new ReadOnlySpan<ulong>(entry.Table, Entries).IndexOfAnyExcept(0UL) < 0;

    /// <summary>Gives a uniform entry a table of its own, whose entries are leaves or smaller uniform subtrees.</summary>
    internal Descriptor* Expand(Descriptor* entry, int level)
    {
        int leafLevel = entry->LeafLevel(level);
        Descriptor first = leafLevel == level + 1
            ? Descriptor.Leaf(leafLevel, entry->OutputAddress, entry->Attributes)
            : Descriptor.Uniform(leafLevel, entry->OutputAddress, entry->Attributes);
        Descriptor* table = memory.Allocate();
        ulong step = 1UL << Shift(level + 1);
        Vector128<ulong> value = Vector128.Create(first.Bits, first.Plus(step).Bits);
        Vector128<ulong> stride = Vector128.Create(2 * step);
        for (int i = 0; i < Entries; i += 2)
        {
            *(Vector128<ulong>*)(table + i) = value;
            value += stride;
        }

        *entry = Descriptor.Expanded(table);
        return table;
    }

    /// <summary>Folds an expanded entry if its subtree maps one contiguous range with one set of attributes.</summary>
    internal void TryFold(Descriptor* entry, int level)
    {
        if (level < FoldFloor || !entry->IsExpanded(level))
            return;

        Descriptor* table = entry->Table;
        Descriptor first = table[0];
        ulong step = 1UL << Shift(level + 1);
        if (!first.IsValid
            || first.IsExpanded(level + 1)
            || table[1] != first.Plus(step)
            || table[Entries - 1] != first.Plus((ulong)(Entries - 1) * step)
            || !IsProgression(table, first, step))
        {
            return;
        }

        *entry = Descriptor.Uniform(first.LeafLevel(level + 1), first.OutputAddress, first.Attributes);
        memory.Free(table);
    }

    /// <summary>Folds what can be folded on the way down to <paramref name="address"/>, from the bottom up.</summary>
    internal void FoldPath(ulong address)
    {
        FindDeepest(address, out int level);
        for (int at = level - 1; at >= StartLevel; at--)
            TryFold(Find(address, at), at);
    }

    public void Dispose() => memory.Dispose();

    private bool IsProgression(Descriptor* table, Descriptor first, ulong step)
    {
        Vector128<ulong> expected = Vector128.Create(first.Bits, first.Plus(step).Bits);
        Vector128<ulong> stride = Vector128.Create(2 * step);
        for (int i = 0; i < Entries; i += 2)
        {
            if (*(Vector128<ulong>*)(table + i) != expected)
                return false;

            expected += stride;
        }

        return true;
    }
}
