using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>One split call: a leaf walk whose visitor replaces each block by a table, as far as the split cache's pages last.</summary>
internal unsafe ref struct SplitWalk
{
    /// <summary>Fewer level-2 entries than these are visited one by one.</summary>
    private const int MinRow = 4;

    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private readonly Level3Visit level3;
    private readonly int deepestLevel;
    private readonly bool skipsFull;
    private readonly bool skipsPartial;
    private readonly ulong end;
    private ulong address;

    private SplitWalk(Stage2Mmu mmu, ulong start, ulong end)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
        SplitHints hints = mmu.Configuration.Strategy.Hints;
        level3 = hints.Level3;
        deepestLevel = hints.DeepestLevel;
        skipsFull = hints.SkipChildren != SkipChildren.Never;
        skipsPartial = hints.SkipChildren == SkipChildren.Always;
        address = start;
        this.end = end;
    }

    /// <summary>Splits the blocks that meet [start, end).</summary>
    /// <returns>False if the split cache ran empty (-ENOMEM) before the end.</returns>
    internal static bool Run(Stage2Mmu mmu, ulong start, ulong end)
    {
        mmu.Count(CounterLayout.Walks)++;
        mmu.Count(CounterLayout.SplitWalks)++;
        bool done = new SplitWalk(mmu, start, end).Visit(mmu.Tables.Root, mmu.StartLevel);
        mmu.Count(CounterLayout.DsbIshst)++;
        return done;
    }

    private bool Visit(ulong* table, int level)
    {
        if (level == Stage2Geometry.LastLevel)
        {
            VisitPages();
            return true;
        }

        int index = tables.Index(address, level);
        for (int last = tables.TableEnd(level); index < last && address < end; index++)
        {
            ulong* entry = table + index;
            if (level == Stage2Geometry.LastLevel - 1 && VisitBlocks(entry, index) is var blocks and > 0)
            {
                index += blocks - 1;
                address += (ulong)blocks << tables.Shift(level);
                continue;
            }

            mmu.Count(CounterLayout.Reads + level)++;
            ulong next = tables.Next(address, level);
            if (!Stage2Tables.IsTable(*entry, level))
            {
                mmu.Count(CounterLayout.LeafCallbacks + level)++;
                mmu.Count(CounterLayout.Reloads + level)++;
                if ((*entry & Descriptor.ValidBit) == 0)
                {
                    address = next;
                    continue;
                }

                if (!SplitBlock(entry, level, out bool skipChildren))
                {
                    mmu.Count(CounterLayout.Enomem)++;
                    return false;
                }

                if (skipChildren)
                {
                    mmu.Count(CounterLayout.SkipChildren)++;
                    address = next;
                    continue;
                }
            }

            if (!Descend(entry, level, next))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Visits level-2 entries as a row, as far as they lie in the range as a whole, are blocks and uniform tables, and the cache has a page for
    /// each block.
    /// </summary>
    /// <returns>How many.</returns>
    private readonly int VisitBlocks(ulong* first, int index)
    {
        const int Level = Stage2Geometry.LastLevel - 1;
        int shift = tables.Shift(Level);
        int count = (int)Math.Min((end - address) >> shift, (ulong)(tables.Entries - (index % tables.Entries)));
        if (count < MinRow || (address & ((1UL << shift) - 1)) != 0)
        {
            return 0;
        }

        long blocks = 0;
        int done = 0;
        for (; done < count && mmu.SplitCache > blocks; done++)
        {
            ulong value = first[done];
            if ((value & Descriptor.UniformBit) != 0)
            {
                continue;
            }

            if ((value & Descriptor.TypeMask) != Descriptor.ValidBit)
            {
                break;
            }

            blocks++;
            first[done] = Descriptor.Uniform(Stage2Geometry.LastLevel, value & Descriptor.OutputAddressMask, PageAttributes(value));
        }

        if (done == 0)
        {
            return 0;
        }

        long visited = skipsFull ? done - blocks : done;
        mmu.Count(CounterLayout.Reads + Level) += done;
        mmu.Count(CounterLayout.LeafCallbacks + Level) += blocks;
        mmu.Count(CounterLayout.Reloads + Level) += blocks;
        CountSplits(Level, Stage2Geometry.LastLevel, blocks);
        mmu.SplitCache -= blocks;
        mmu.Count(CounterLayout.SkipChildren) += done - visited;
        CountPages(visited * tables.Entries, visited);
        return done;
    }

    private bool Descend(ulong* entry, int level, ulong next)
    {
        if (level >= deepestLevel)
        {
            address = next;
            return true;
        }

        if (Stage2Tables.IsUniform(*entry) && VisitUniform(entry, level, Math.Min(next, end)))
        {
            address = next;
            return true;
        }

        ulong* child = Stage2Tables.IsUniform(*entry) ? tables.Expand(entry, level) : Stage2Tables.Child(*entry);
        if (!Visit(child, level + 1))
        {
            return false;
        }

        if (address == next)
        {
            tables.TryFold(entry, level);
        }

        return true;
    }

    private void VisitPages()
    {
        ulong stop = tables.Next(address, Stage2Geometry.LastLevel - 1);
        CountPages(tables.CountEntries(address, Math.Min(end, stop), Stage2Geometry.LastLevel), 1);
        address = stop;
    }

    /// <summary>Counts the visits of <paramref name="pages"/> level-3 entries in <paramref name="tableCount"/> tables.</summary>
    private readonly void CountPages(long pages, long tableCount)
    {
        const int Level = Stage2Geometry.LastLevel;
        if (deepestLevel < Level)
        {
            return;
        }

        switch (level3)
        {
            case Level3Visit.Every:
                mmu.Count(CounterLayout.Reads + Level) += pages;
                mmu.Count(CounterLayout.LeafCallbacks + Level) += pages;
                mmu.Count(CounterLayout.Reloads + Level) += pages;
                break;
            case Level3Visit.First:
                mmu.Count(CounterLayout.Reads + Level) += tableCount;
                mmu.Count(CounterLayout.LeafCallbacks + Level) += tableCount;
                mmu.Count(CounterLayout.Reloads + Level) += tableCount;
                mmu.Count(CounterLayout.SkipSiblings) += tableCount;
                break;
            case Level3Visit.ReadOnly:
                mmu.Count(CounterLayout.Reads + Level) += pages;
                break;
            default:
                break;
        }
    }

    /// <summary>Walks a uniform subtree in closed form; false where it has blocks that cannot all be split at once.</summary>
    private readonly bool VisitUniform(ulong* entry, int level, ulong stop)
    {
        int leafLevel = Stage2Tables.LeafLevel(*entry);
        if (leafLevel < Stage2Geometry.LastLevel)
        {
            return leafLevel == Stage2Geometry.LastLevel - 1 && level == leafLevel - 1 && SplitUniformBlocks(entry, level, stop);
        }

        for (int below = level + 1; below < leafLevel && below <= deepestLevel; below++)
        {
            mmu.Count(CounterLayout.Reads + below) += tables.CountEntries(address, stop, below);
        }

        CountPages(
            tables.CountEntries(address, stop, leafLevel),
            tables.CountEntries(address, stop, leafLevel - 1));
        return true;
    }

    /// <summary>Splits a whole table of level-2 blocks in closed form if the cache has a page for each of them.</summary>
    private readonly bool SplitUniformBlocks(ulong* entry, int level, ulong stop)
    {
        const int BlockLevel = Stage2Geometry.LastLevel - 1;
        long blocks = tables.Entries;
        if (stop - address != 1UL << tables.Shift(level) || mmu.SplitCache < blocks)
        {
            return false;
        }

        mmu.Count(CounterLayout.Reads + BlockLevel) += blocks;
        mmu.Count(CounterLayout.LeafCallbacks + BlockLevel) += blocks;
        mmu.Count(CounterLayout.Reloads + BlockLevel) += blocks;
        CountSplits(BlockLevel, Stage2Geometry.LastLevel, blocks);
        mmu.SplitCache -= blocks;
        if (skipsFull)
        {
            mmu.Count(CounterLayout.SkipChildren) += blocks;
        }
        else
        {
            CountPages(blocks * tables.Entries, blocks);
        }

        *entry = Descriptor.Uniform(Stage2Geometry.LastLevel, *entry & Descriptor.OutputAddressMask, PageAttributes(*entry));
        return true;
    }

    /// <summary>The visitor: builds the table that replaces a block, down to pages if the cache has enough of them.</summary>
    /// <returns>False if the cache has no page (-ENOMEM).</returns>
    private readonly bool SplitBlock(ulong* entry, int level, out bool skipChildren)
    {
        long pages = level == Stage2Geometry.LastLevel - 1 ? 1 : tables.Entries + 1;
        bool full = mmu.SplitCache >= pages;
        skipChildren = full ? skipsFull : skipsPartial;
        pages = full ? pages : 1;
        if (mmu.SplitCache < pages)
        {
            return false;
        }

        int leafLevel = full ? Stage2Geometry.LastLevel : level + 1;
        mmu.SplitCache -= pages;
        CountSplits(level, leafLevel, 1);
        *entry = Descriptor.Uniform(leafLevel, *entry & Descriptor.OutputAddressMask, PageAttributes(*entry));
        return true;
    }

    /// <summary>Counts the replacement of <paramref name="blocks"/> blocks: unlinked trees, break-before-make, TLBIs, references.</summary>
    private readonly void CountSplits(int level, int leafLevel, long blocks)
    {
        long unlinked = 0;
        for (int below = level + 1; below <= leafLevel; below++)
        {
            long entries = blocks * tables.EntriesBelow(level, below);
            mmu.Count(CounterLayout.UnlinkedReads + below) += entries;
            mmu.Count(CounterLayout.UnlinkedReloads + below) += entries;
            mmu.Count(CounterLayout.UnlinkedLeafCallbacks + below) += entries;
            mmu.Count(CounterLayout.UnlinkedPteWrites + below) += 2 * entries;
            mmu.Count(CounterLayout.TablesAllocated) += blocks * tables.EntriesBelow(level, below - 1);
            unlinked += entries;
        }

        mmu.Count(CounterLayout.BbmUnlinked) += unlinked;
        mmu.Count(CounterLayout.BbmBlock + level) += blocks;
        mmu.Count(CounterLayout.TlbiIpa + level) += blocks;
        mmu.Count(CounterLayout.PteWrites + level) += 2 * blocks;
        mmu.Count(CounterLayout.PutPage) += blocks;
        mmu.Count(CounterLayout.GetPage) += blocks + unlinked;
        mmu.Count(CounterLayout.Leaves + level) -= blocks;
        mmu.Count(CounterLayout.Leaves + leafLevel) += blocks * tables.EntriesBelow(level, leafLevel);
        int kind = level == Stage2Geometry.LastLevel - 1 ? CounterLayout.SplitL2
            : leafLevel == Stage2Geometry.LastLevel ? CounterLayout.SplitL1Full
            : CounterLayout.SplitL1Partial;
        mmu.Count(kind) += blocks;
    }

    /// <summary>Attributes below a split block: its permissions, the access flag set, the memory type as freshly mapped.</summary>
    private readonly ulong PageAttributes(ulong block)
    {
        const ulong Permissions = Descriptor.ReadBit | Descriptor.WriteBit | Descriptor.ExecuteNever;
        return (mmu.FreshAttributes & ~Permissions) | (block & Permissions);
    }
}
