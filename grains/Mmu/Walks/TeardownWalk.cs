using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>Walks that take mappings away: unmap, destroy, and the release of a table that a block has replaced.</summary>
internal readonly unsafe ref struct TeardownWalk : ITableVisitor
{
    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private readonly WalkCounters counts;
    private readonly bool unmaps;
    private readonly bool clearsTables;

    private TeardownWalk(Stage2Mmu mmu, int counters, bool unmaps)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
        counts = new WalkCounters(mmu.Counters, counters);
        this.unmaps = unmaps;
        clearsTables = unmaps || mmu.Configuration.Kernel.ClearsFreedTables;
    }

    /// <summary>Unmaps [start, end) in pieces that end at multiples of the largest block, each a walk of its own.</summary>
    internal static void Unmap(Stage2Mmu mmu, ulong start, ulong end)
    {
        while (start < end)
        {
            ulong next = mmu.Tables.PieceEnd(start, end);
            mmu.Count(CounterLayout.UnmapChunks)++;
            mmu.Count(CounterLayout.Walks)++;
            var visitor = new TeardownWalk(mmu, CounterLayout.Walk, unmaps: true);
            TableWalk.Run(mmu.Tables, ref visitor, start, next);
            if (mmu.DefersUnmapFlush)
                mmu.FlushRange(next - start);

            start = next;
        }
    }

    /// <summary>Frees the whole tree but its root, in one walk or in pieces, as the kernel does.</summary>
    internal static void Destroy(Stage2Mmu mmu)
    {
        var visitor = new TeardownWalk(mmu, CounterLayout.Walk, unmaps: false);
        ulong end = mmu.Tables.Geometry.Limit;
        for (ulong start = 0, next; start < end; start = next)
        {
            next = mmu.Configuration.Kernel.DestroysInPieces ? mmu.Tables.PieceEnd(start, end) : end;
            mmu.Count(CounterLayout.Walks)++;
            TableWalk.Run(mmu.Tables, ref visitor, start, next);
        }
    }

    /// <summary>Frees the table that <paramref name="entry"/> of <paramref name="level"/> held until a block replaced it.</summary>
    internal static void FreeDetached(Stage2Mmu mmu, Descriptor entry, int level)
    {
        var visitor = new TeardownWalk(mmu, CounterLayout.FreedWalk, unmaps: false);
        if (entry.IsUniform)
        {
            visitor.CountUniform(entry, level);
        }
        else
        {
            // A detached table has a range of its own, which begins at 0.
            TableWalk.Visit(mmu.Tables, ref visitor, entry.Table, level + 1, 0, 1UL << mmu.Tables.Shift(level));
            mmu.Tables.FreeTable(entry);
        }

        mmu.Count(CounterLayout.PutPage)++;
        mmu.Count(CounterLayout.TablesFreed)++;
    }

    public int VisitRow(Descriptor* first, ulong address, int count) => 0;

    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop)
    {
        counts.Visit(level);
        if (entry->IsValid)
        {
            CountLeaves(level, 1);
            *entry = default;
        }

        return Visited.Next;
    }

    /// <summary>Takes away a uniform subtree that is in the range as a whole.</summary>
    public Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop)
    {
        counts.Read(level);
        if (!entry->IsUniform || stop - address != 1UL << tables.Shift(level))
            return Visited.Descend;

        CountUniform(*entry, level);
        CountTable(level, 1);
        *entry = default;
        return Visited.Next;
    }

    public void VisitPages(Descriptor* first, ulong address, long count)
    {
        var entries = new Span<Descriptor>(first, (int)count);
        long valid = 0;
        foreach (Descriptor entry in entries)
            valid += entry.IsValid ? 1 : 0;

        entries.Clear();
        counts.Visit(Stage2Geometry.LastLevel, count);
        CountLeaves(Stage2Geometry.LastLevel, valid);
    }

    /// <summary>Frees a table that is empty now.</summary>
    public void LeaveTable(Descriptor* entry, int level, bool atEnd)
    {
        if (!tables.IsEmpty(*entry))
        {
            counts.TablePost(level);
            return;
        }

        tables.FreeTable(*entry);
        CountTable(level, 1);
        *entry = default;
    }

    /// <summary>Counts the walk below a uniform entry, which is taken away as a whole.</summary>
    private void CountUniform(Descriptor entry, int level)
    {
        int leafLevel = entry.LeafLevel(level);
        for (int below = level + 1; below < leafLevel; below++)
        {
            long inner = tables.EntriesBelow(level, below);
            counts.Read(below, inner);
            CountTable(below, inner);
        }

        long leaves = tables.EntriesBelow(level, leafLevel);
        counts.Visit(leafLevel, leaves);
        CountLeaves(leafLevel, leaves);
    }

    /// <summary>Counts what happens to valid leaves in their callback.</summary>
    private void CountLeaves(int level, long leaves)
    {
        mmu.Count(CounterLayout.PutPage) += leaves;
        mmu.Count(CounterLayout.Leaves, level) -= leaves;
        if (!unmaps)
            return;

        counts.Write(level, leaves);
        if (!mmu.DefersUnmapFlush)
            mmu.Count(CounterLayout.TlbiIpa, level) += leaves;

        if (!mmu.Configuration.Fwb)
        {
            mmu.Count(CounterLayout.DcacheCalls) += leaves;
            mmu.Count(CounterLayout.DcacheBytes) += leaves << tables.Shift(level);
        }
    }

    /// <summary>Counts what happens in the post-order callback of tables that have become empty.</summary>
    private void CountTable(int level, long count)
    {
        counts.TablePost(level, count);
        if (clearsTables)
            counts.Write(level, count);

        mmu.Count(CounterLayout.PutPage) += 2 * count;
        mmu.Count(CounterLayout.TablesFreed) += count;
        if (unmaps)
            mmu.Count(CounterLayout.TlbiIpaUnknown) += count;
    }
}
