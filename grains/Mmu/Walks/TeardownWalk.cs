using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>Walks that take mappings away: unmap, destroy, and the release of a table that a block has replaced.</summary>
internal readonly unsafe ref struct TeardownWalk
{
    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private readonly ulong end;
    private readonly Mode mode;

    private TeardownWalk(Stage2Mmu mmu, ulong end, Mode mode)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
        this.end = end;
        this.mode = mode;
    }

    private enum Mode
    {
        Unmap,
        Destroy,
        Detached,
    }

    private bool IsUnmap => mode == Mode.Unmap;

    private int Reads => mode == Mode.Detached ? CounterLayout.FreedReads : CounterLayout.Reads;

    private int Reloads => mode == Mode.Detached ? CounterLayout.FreedReloads : CounterLayout.Reloads;

    private int LeafCallbacks => mode == Mode.Detached ? CounterLayout.FreedLeafCallbacks : CounterLayout.LeafCallbacks;

    private int TablePostCallbacks => mode == Mode.Detached ? CounterLayout.FreedTablePostCallbacks : CounterLayout.TablePostCallbacks;

    private int PteWrites => mode == Mode.Detached ? CounterLayout.FreedPteWrites : CounterLayout.PteWrites;

    /// <summary>Unmaps [start, end) in pieces that end at multiples of the largest block, each a walk of its own.</summary>
    internal static void Unmap(Stage2Mmu mmu, ulong start, ulong end)
    {
        ulong piece = mmu.Tables.Geometry.LargestBlock;
        while (start < end)
        {
            ulong next = Math.Min(end, (start & ~(piece - 1)) + piece);
            mmu.Count(CounterLayout.UnmapChunks)++;
            mmu.Count(CounterLayout.Walks)++;
            new TeardownWalk(mmu, next, Mode.Unmap).Visit(mmu.Tables.Root, mmu.StartLevel, start);
            if (mmu.DefersUnmapFlush)
            {
                mmu.FlushRange(next - start);
            }

            start = next;
        }
    }

    /// <summary>Frees the whole tree but its root.</summary>
    internal static void Destroy(Stage2Mmu mmu)
    {
        mmu.Count(CounterLayout.Walks)++;
        new TeardownWalk(mmu, mmu.Tables.Geometry.Limit, Mode.Destroy).Visit(mmu.Tables.Root, mmu.StartLevel, 0);
    }

    /// <summary>Frees the table that <paramref name="entry"/> of <paramref name="level"/> held until a block replaced it.</summary>
    internal static void FreeDetached(Stage2Mmu mmu, ulong entry, int level)
    {
        var walk = new TeardownWalk(mmu, 1UL << mmu.Tables.Shift(level), Mode.Detached);
        if (Stage2Tables.IsUniform(entry))
        {
            walk.CountUniform(entry, level);
        }
        else
        {
            walk.Visit(Stage2Tables.Child(entry), level + 1, 0);
            mmu.Tables.FreeTable(entry);
        }

        mmu.Count(CounterLayout.PutPage)++;
        mmu.Count(CounterLayout.TablesFreed)++;
    }

    private ulong Visit(ulong* table, int level, ulong address)
    {
        // A detached table is walked over a range of its own that begins at 0, so the root's wider index must not be used.
        int index = mode == Mode.Detached ? (int)(address >> tables.Shift(level)) & (tables.Entries - 1) : tables.Index(address, level);
        int last = mode == Mode.Detached ? tables.Entries : tables.TableEnd(level);
        for (; index < last && address < end; index++)
        {
            ulong* entry = table + index;
            mmu.Count(Reads + level)++;
            ulong next = tables.Next(address, level);
            if (Stage2Tables.IsTable(*entry, level))
            {
                address = VisitTable(entry, level, address, next);
            }
            else
            {
                mmu.Count(LeafCallbacks + level)++;
                mmu.Count(Reloads + level)++;
                if ((*entry & Descriptor.ValidBit) != 0)
                {
                    CountLeaves(level, 1);
                    *entry = IsUnmap ? 0 : *entry;
                }

                address = next;
            }
        }

        return address;
    }

    private ulong VisitTable(ulong* entry, int level, ulong address, ulong next)
    {
        if (Stage2Tables.IsUniform(*entry))
        {
            if (Math.Min(next, end) - address == 1UL << tables.Shift(level))
            {
                CountUniform(*entry, level);
                CountTable(level, 1);
                *entry = 0;
                return next;
            }

            tables.Expand(entry, level);
        }

        ulong* child = Stage2Tables.Child(*entry);
        address = Visit(child, level + 1, address);
        if (!IsUnmap || IsEmpty(child))
        {
            tables.FreeTable(*entry);
            CountTable(level, 1);
            *entry = 0;
        }
        else
        {
            mmu.Count(TablePostCallbacks + level)++;
        }

        return address;
    }

    /// <summary>Counts the walk below a uniform entry, which is taken away as a whole.</summary>
    private void CountUniform(ulong entry, int level)
    {
        int leafLevel = Stage2Tables.LeafLevel(entry);
        for (int below = level + 1; below < leafLevel; below++)
        {
            long inner = tables.EntriesBelow(level, below);
            mmu.Count(Reads + below) += inner;
            CountTable(below, inner);
        }

        long leaves = tables.EntriesBelow(level, leafLevel);
        mmu.Count(Reads + leafLevel) += leaves;
        mmu.Count(Reloads + leafLevel) += leaves;
        mmu.Count(LeafCallbacks + leafLevel) += leaves;
        CountLeaves(leafLevel, leaves);
    }

    /// <summary>Counts what happens to valid leaves in their callback.</summary>
    private void CountLeaves(int level, long leaves)
    {
        mmu.Count(CounterLayout.PutPage) += leaves;
        mmu.Count(CounterLayout.Leaves + level) -= leaves;
        if (!IsUnmap)
        {
            return;
        }

        mmu.Count(CounterLayout.PteWrites + level) += leaves;
        if (!mmu.DefersUnmapFlush)
        {
            mmu.Count(CounterLayout.TlbiIpa + level) += leaves;
        }

        if (!mmu.Configuration.Fwb)
        {
            mmu.Count(CounterLayout.DcacheCalls) += leaves;
            mmu.Count(CounterLayout.DcacheBytes) += leaves << tables.Shift(level);
        }
    }

    /// <summary>Counts what happens in the post-order callback of tables that have become empty.</summary>
    private void CountTable(int level, long count)
    {
        mmu.Count(TablePostCallbacks + level) += count;
        mmu.Count(PteWrites + level) += count;
        mmu.Count(CounterLayout.PutPage) += 2 * count;
        mmu.Count(CounterLayout.TablesFreed) += count;
        if (IsUnmap)
        {
            mmu.Count(CounterLayout.TlbiIpaUnknown) += count;
        }
    }

    private bool IsEmpty(ulong* table) => new ReadOnlySpan<ulong>(table, tables.Entries).IndexOfAnyExcept(0UL) < 0;
}
