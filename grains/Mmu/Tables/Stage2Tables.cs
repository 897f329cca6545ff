using System.Runtime.CompilerServices;
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

    internal Stage2Tables(long memoryLimit) => memory = new TableMemory(memoryLimit);

    internal Stage2Geometry Geometry { get; private set; }

    internal int StartLevel { get; private set; }

    internal int Entries { get; private set; }

    internal ulong* Root { get; private set; }

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

    /// <summary>How many entries of <paramref name="level"/> meet the range [start, end).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long CountEntries(ulong start, ulong end, int level) => (long)(((end - 1) >> Shift(level)) - (start >> Shift(level))) + 1;

    /// <summary>How many entries of <paramref name="lower"/> one entry of <paramref name="upper"/> stands for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long EntriesBelow(int upper, int lower) => 1L << ((lower - upper) * indexBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsTable(ulong entry, int level) =>
        level < Stage2Geometry.LastLevel && (entry & Descriptor.TypeMask) == Descriptor.TypeMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsExpanded(ulong entry, int level) => IsTable(entry, level) && (entry & Descriptor.UniformBit) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsUniform(ulong entry) => (entry & Descriptor.UniformBit) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int LeafLevel(ulong uniform) => (int)((uniform >> Descriptor.LeafLevelShift) & 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Attributes(ulong entry) => entry & Descriptor.AttributeMask & ~Descriptor.SoftwareMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong* Child(ulong entry) => (ulong*)(entry & Descriptor.OutputAddressMask);

    /// <summary>The entry of <paramref name="level"/> that maps <paramref name="address"/>, or null where no expanded table holds it.</summary>
    internal ulong* Find(ulong address, int level)
    {
        ulong* entry = Root + Index(address, StartLevel);
        for (int at = StartLevel; at < level; at++)
        {
            if (!IsExpanded(*entry, at))
            {
                return null;
            }

            entry = Child(*entry) + Index(address, at + 1);
        }

        return entry;
    }

    /// <summary>The entry that decides <paramref name="address"/>: the last one on the way down that is no expanded table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong* FindDeepest(ulong address, out int level)
    {
        const ulong Kind = Descriptor.TypeMask | Descriptor.UniformBit;
        int shift = Shift(StartLevel);
        int at = StartLevel;
        ulong* entry = Root + (address >> shift);
        while (at < Stage2Geometry.LastLevel && (*entry & Kind) == Descriptor.TypeMask)
        {
            at++;
            shift -= indexBits;
            entry = Child(*entry) + ((address >> shift) & (ulong)(Entries - 1));
        }

        level = at;
        return entry;
    }

    /// <summary>Puts an empty table behind the entry.</summary>
    internal void SetEmptyTable(ulong* entry) => *entry = (ulong)memory.AllocateEmpty() | Descriptor.TypeMask;

    /// <summary>Frees the table behind an expanded entry; the entry is the caller's to overwrite.</summary>
    internal void FreeTable(ulong entry) => memory.Free(Child(entry));

    /// <summary>Gives a uniform entry a table of its own, whose entries are leaves or smaller uniform subtrees.</summary>
    internal ulong* Expand(ulong* entry, int level)
    {
        ulong uniform = *entry;
        int leafLevel = LeafLevel(uniform);
        ulong address = uniform & Descriptor.OutputAddressMask;
        ulong attributes = Attributes(uniform);
        ulong first = leafLevel == level + 1
            ? Descriptor.Leaf(leafLevel, address, attributes)
            : Descriptor.Uniform(leafLevel, address, attributes);
        ulong* table = memory.Allocate();
        ulong step = 1UL << Shift(level + 1);
        Vector128<ulong> value = Vector128.Create(first, first + step);
        Vector128<ulong> stride = Vector128.Create(2 * step);
        for (int i = 0; i < Entries; i += 2)
        {
            *(Vector128<ulong>*)(table + i) = value;
            value += stride;
        }

        *entry = (ulong)table | Descriptor.TypeMask;
        return table;
    }

    /// <summary>Folds an expanded entry if its subtree maps one contiguous range with one set of attributes.</summary>
    internal void TryFold(ulong* entry, int level)
    {
        if (level < FoldFloor || !IsExpanded(*entry, level))
        {
            return;
        }

        ulong* table = Child(*entry);
        ulong first = table[0];
        ulong step = 1UL << Shift(level + 1);
        if ((first & Descriptor.ValidBit) == 0
            || IsExpanded(first, level + 1)
            || table[1] != first + step
            || table[Entries - 1] != first + ((ulong)(Entries - 1) * step)
            || !IsProgression(table, first, step))
        {
            return;
        }

        int leafLevel = IsUniform(first) ? LeafLevel(first) : level + 1;
        *entry = Descriptor.Uniform(leafLevel, first & Descriptor.OutputAddressMask, Attributes(first));
        memory.Free(table);
    }

    /// <summary>Folds what can be folded on the way down to <paramref name="address"/>, from the bottom up.</summary>
    internal void FoldPath(ulong address)
    {
        FindDeepest(address, out int level);
        for (int at = level - 1; at >= StartLevel; at--)
        {
            TryFold(Find(address, at), at);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    private bool IsProgression(ulong* table, ulong first, ulong step)
    {
        Vector128<ulong> expected = Vector128.Create(first, first + step);
        Vector128<ulong> stride = Vector128.Create(2 * step);
        for (int i = 0; i < Entries; i += 2)
        {
            if (*(Vector128<ulong>*)(table + i) != expected)
            {
                return false;
            }

            expected += stride;
        }

        return true;
    }
}
