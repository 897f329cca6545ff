using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>One split call: a leaf walk whose visitor replaces each block by a table, as far as the split cache's pages last.</summary>
internal readonly unsafe ref struct SplitWalk : ITableVisitor
{
    private const int BlockLevel = Stage2Geometry.LastLevel - 1;

    /// <summary>Fewer level-2 entries than these are visited one by one.</summary>
    private const int MinRow = 4;

    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private readonly WalkCounters counts;
    private readonly Level3Visit level3;
    private readonly int deepestLevel;
    private readonly bool skipsFull;
    private readonly bool skipsPartial;

    private SplitWalk(Stage2Mmu mmu)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
        counts = mmu.WalkCounts;
        SplitHints hints = mmu.Configuration.Strategy.Hints;
        level3 = hints.Level3;
        deepestLevel = hints.DeepestLevel;
        skipsFull = hints.SkipChildren != SkipChildren.Never;
        skipsPartial = hints.SkipChildren == SkipChildren.Always;
    }

    /// <summary>Splits the blocks that meet [start, end).</summary>
    /// <returns>False if the split cache ran empty (-ENOMEM) before the end.</returns>
    internal static bool Run(Stage2Mmu mmu, ulong start, ulong end)
    {
        mmu.Count(CounterLayout.Walks)++;
        mmu.Count(CounterLayout.SplitWalks)++;
        var visitor = new SplitWalk(mmu);
        bool done = TableWalk.Run(mmu.Tables, ref visitor, start, end);
        mmu.Count(CounterLayout.DsbIshst)++;
        return done;
    }

    /// <summary>Visits level-2 entries as a row, as far as they are blocks and uniform tables and the cache has a page for each
    /// block.</summary>
    public int VisitRow(Descriptor* first, ulong address, int count)
    {
        if (count < MinRow)
            return 0;

        long blocks = 0;
        int done = 0;
        for (; done < count && mmu.SplitCache > blocks; done++)
        {
            if (first[done].IsUniform)
                continue;

            if (!first[done].IsValid || first[done].IsTable(BlockLevel))
                break;

            blocks++;
            first[done] = Pages(first[done], Stage2Geometry.LastLevel);
        }

        if (done == 0)
            return 0;

        long visited = skipsFull ? done - blocks : done;
        counts.Read(BlockLevel, done);
        counts.Leaf(BlockLevel, blocks);
        CountSplits(BlockLevel, Stage2Geometry.LastLevel, blocks);
        mmu.SplitCache -= blocks;
        mmu.Count(CounterLayout.SkipChildren) += done - visited;
        CountPages(visited * tables.Entries, visited);
        return done;
    }

    /// <summary>Replaces a block by a table, down to pages if the cache has enough of them.</summary>
    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop)
    {
        counts.Visit(level);
        if (!entry->IsValid)
            return Visited.Next;

        long pages = level == BlockLevel ? 1 : tables.Entries + 1;
        bool full = mmu.SplitCache >= pages;
        pages = full ? pages : 1;
        if (mmu.SplitCache < pages)
        {
            mmu.Count(CounterLayout.Enomem)++;
            return Visited.Stop;
        }

        int leafLevel = full ? Stage2Geometry.LastLevel : level + 1;
        CountSplits(level, leafLevel, 1);
        *entry = Pages(*entry, leafLevel);
        mmu.SplitCache -= pages;
        if (full ? !skipsFull : !skipsPartial)
            return Enter(entry, level, address, stop);

        mmu.Count(CounterLayout.SkipChildren)++;
        return Visited.Next;
    }

    public Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop)
    {
        counts.Read(level);
        return Enter(entry, level, address, stop);
    }

    public void VisitPages(Descriptor* first, ulong address, long count) => CountPages(count, 1);

    public void LeaveTable(Descriptor* entry, int level, bool atEnd)
    {
        if (atEnd)
            tables.TryFold(entry, level);
    }

    /// <summary>Walks a uniform subtree in closed form, but for one whose blocks cannot all be split at once.</summary>
    private Visited Enter(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (level >= deepestLevel)
            return Visited.Next;

        if (!entry->IsUniform)
            return Visited.Descend;

        int leafLevel = entry->LeafLevel(level);
        if (leafLevel < Stage2Geometry.LastLevel)
        {
            return leafLevel == BlockLevel && level == leafLevel - 1 && SplitUniformBlocks(entry, level, address, stop)
                ? Visited.Next
                : Visited.Descend;
        }

        for (int below = level + 1; below < leafLevel && below <= deepestLevel; below++)
            counts.Read(below, tables.CountEntries(address, stop, below));

        CountPages(tables.CountEntries(address, stop, leafLevel), tables.CountEntries(address, stop, leafLevel - 1));
        return Visited.Next;
    }

    /// <summary>Splits a whole table of level-2 blocks in closed form if the cache has a page for each of them.</summary>
    private bool SplitUniformBlocks(Descriptor* entry, int level, ulong address, ulong stop)
    {
        long blocks = tables.Entries;
        if (stop - address != 1UL << tables.Shift(level) || mmu.SplitCache < blocks)
            return false;

        counts.Visit(BlockLevel, blocks);
        CountSplits(BlockLevel, Stage2Geometry.LastLevel, blocks);
        *entry = Pages(*entry, Stage2Geometry.LastLevel);
        mmu.SplitCache -= blocks;
        if (skipsFull)
            mmu.Count(CounterLayout.SkipChildren) += blocks;
        else
            CountPages(blocks * tables.Entries, blocks);

        return true;
    }

    /// <summary>Counts what the walk does with <paramref name="pages"/> level-3 entries in <paramref name="tableCount"/> tables.</summary>
    private void CountPages(long pages, long tableCount)
    {
        if (deepestLevel < Stage2Geometry.LastLevel)
            return;

        switch (level3)
        {
            case Level3Visit.First:
                counts.Visit(Stage2Geometry.LastLevel, tableCount);
                mmu.Count(CounterLayout.SkipSiblings) += tableCount;
                break;
            case Level3Visit.ReadOnly:
                counts.Read(Stage2Geometry.LastLevel, pages);
                break;
            default:
                counts.Visit(Stage2Geometry.LastLevel, pages);
                break;
        }
    }

    /// <summary>What takes the place of a block: leaves with its permissions, the access flag set, and the memory type of a fresh
    /// mapping.</summary>
    private Descriptor Pages(Descriptor block, int leafLevel) => Descriptor.Uniform(
        leafLevel, block.OutputAddress, (mmu.FreshAttributes & ~Descriptor.PermissionMask) | block.Permissions);

    /// <summary>Counts the replacement of <paramref name="blocks"/> blocks: unlinked tables, break-before-make, TLBIs,
    /// references.</summary>
    private void CountSplits(int level, int leafLevel, long blocks)
    {
        var unlinkedCounts = new WalkCounters(mmu.Counters, CounterLayout.UnlinkedWalk);
        long unlinked = 0;
        for (int below = level + 1; below <= leafLevel; below++)
        {
            long entries = blocks * tables.EntriesBelow(level, below);
            unlinkedCounts.Visit(below, entries);
            unlinkedCounts.Write(below, 2 * entries);
            mmu.Count(CounterLayout.TablesAllocated) += blocks * tables.EntriesBelow(level, below - 1);
            unlinked += entries;
        }

        mmu.Count(CounterLayout.BbmUnlinked) += unlinked;
        bool breaks = mmu.Configuration.NeedsBreakBeforeMake;
        mmu.Count(breaks ? CounterLayout.BbmBlock : CounterLayout.ReplacedBlock, level) += blocks;
        mmu.Count(CounterLayout.TlbiIpa, level) += blocks;
        counts.Write(level, breaks ? 2 * blocks : blocks);
        mmu.Count(CounterLayout.PutPage) += blocks;
        mmu.Count(CounterLayout.GetPage) += blocks + unlinked;
        mmu.Count(CounterLayout.Leaves, level) -= blocks;
        mmu.Count(CounterLayout.Leaves, leafLevel) += blocks * tables.EntriesBelow(level, leafLevel);
        int kind = level == BlockLevel ? CounterLayout.SplitL2
            : leafLevel == Stage2Geometry.LastLevel ? CounterLayout.SplitL1Full
            : CounterLayout.SplitL1Partial;
        mmu.Count(kind) += blocks;
    }
}
