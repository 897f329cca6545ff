using System.Runtime.Intrinsics;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>One map call of one page or block, with the flags and the page cache of a fault.</summary>
internal static unsafe class MapWalk
{
    /// <summary>A fault that maps the entry of <paramref name="target"/> at <paramref name="address"/>, which is aligned to it.</summary>
    internal static void Fault(Stage2Mmu mmu, ulong address, int target)
    {
        mmu.TopUpVcpuCache();
        mmu.Count(CounterLayout.Walks)++;
        Map(mmu, address, target);
        mmu.Count(CounterLayout.DsbIshst)++;
    }

    /// <summary>
    /// Maps everything below an entry with leaves of one level, one fault each, ascending, in closed form. The entry is invalid,
    /// or a write-protected block that the first of these faults breaks.
    /// </summary>
    internal static void FillEntry(Stage2Mmu mmu, Descriptor* entry, int level, int leafLevel, ulong address)
    {
        Stage2Tables tables = mmu.Tables;
        Descriptor old = *entry;
        long pending = 0;
        TakeTables(mmu, level, leafLevel, ref pending);

        CountFilled(mmu, level, leafLevel, tables.EntriesBelow(level, leafLevel), 1);
        if (old.IsValid)
        {
            mmu.Count(CounterLayout.BbmInvalid)--;
            CountBroken(mmu, old, level);
        }

        *entry = Descriptor.Uniform(leafLevel, address + Descriptor.OutputOffset, mmu.FreshAttributes);
    }

    /// <summary>Counts <paramref name="faults"/> faults that each installed a page over a hole in a level-3 table. Their top-up is the
    /// caller's.</summary>
    internal static void CountInstalledPages(Stage2Mmu mmu, long faults) =>
        CountFilled(mmu, Stage2Geometry.LastLevel, Stage2Geometry.LastLevel, faults, 1);

    /// <summary>
    /// Maps what the invalid level-2 entries from <paramref name="entry"/> on stand for, some as a block and the others page by page, with
    /// one fault each, ascending, in closed form. Their table is there.
    /// </summary>
    /// <param name="mmu">The VM.</param>
    /// <param name="entry">The first entry.</param>
    /// <param name="address">What it maps.</param>
    /// <param name="count">How many entries.</param>
    /// <param name="backing">Says which are blocks.</param>
    /// <param name="bound">Its <see cref="Backing.HugeBound"/>.</param>
    internal static void FillRow(Stage2Mmu mmu, Descriptor* entry, ulong address, int count, Backing backing, ulong bound)
    {
        const int Level = Stage2Geometry.LastLevel - 1;
        int shift = mmu.Tables.Shift(Level);
        ulong size = 1UL << shift;
        ulong pages = Descriptor.Uniform(Stage2Geometry.LastLevel, address + Descriptor.OutputOffset, mmu.FreshAttributes).Bits;
        ulong difference = pages ^ Descriptor.Leaf(Level, address + Descriptor.OutputOffset, mmu.FreshAttributes).Bits;
        Vector128<ulong> values = Vector128.Create(pages, pages + size);
        Vector128<ulong> stride = Vector128.Create(2 * size);
        Vector128<ulong> differences = Vector128.Create(difference);
        Vector128<ulong> bits = Vector128.Create(1UL, 2UL);
        long blocks = 0;
        for (int done = 0; done < count; done += PageSelection.WordPages)
        {
            int length = Math.Min(PageSelection.WordPages, count - done);
            ulong word = backing.HugeWord((address >> shift) + (ulong)done, bound) & (ulong.MaxValue >> (PageSelection.WordPages - length));
            blocks += (long)ulong.PopCount(word);
            int i = 0;
            for (; i < length - 1; i += 2, word >>= 2, values += stride)
                *(Vector128<ulong>*)(entry + done + i) = values ^ (Vector128.Equals(Vector128.Create(word) & bits, bits) & differences);

            if (i < length)
                entry[done + i] = new Descriptor(values[0] ^ ((word & 1) == 0 ? 0 : difference));
        }

        mmu.TopUpVcpuCache();
        CountFilled(mmu, Level, Level, blocks, 1);
        if (blocks < count)
        {
            mmu.TakeVcpuPagesOneByOne(count - blocks);
            CountFilled(mmu, Level, Stage2Geometry.LastLevel, mmu.Tables.Entries, count - blocks);
        }
    }

    private static void Map(Stage2Mmu mmu, ulong address, int target)
    {
        Stage2Tables tables = mmu.Tables;
        Descriptor* table = tables.Root;
        WalkCounters counts = mmu.WalkCounts;
        for (int level = mmu.StartLevel; level < target; level++)
        {
            Descriptor* entry = table + tables.Index(address, level);
            if (!entry->IsTable(level))
            {
                counts.Visit(level);
                InstallTable(mmu, entry, level);
            }
            else
            {
                counts.VisitTable(level);
                if (entry->IsUniform)
                {
                    if (entry->LeafLevel(level) == target && !NeedsUpdate(mmu, *entry))
                    {
                        CountUnchanged(mmu, level, target);
                        return;
                    }

                    tables.Expand(entry, level);
                }
            }

            table = entry->Table;
        }

        MapTarget(mmu, table + tables.Index(address, target), address, target);
    }

    /// <summary>Visits the rest of the way to a leaf of a uniform subtree that already maps what the fault wants: -EAGAIN.</summary>
    private static void CountUnchanged(Stage2Mmu mmu, int level, int target)
    {
        for (int below = level + 1; below < target; below++)
            mmu.WalkCounts.VisitTable(below);

        mmu.WalkCounts.Visit(target);
        mmu.Count(CounterLayout.Eagain)++;
    }

    private static void MapTarget(Stage2Mmu mmu, Descriptor* entry, ulong address, int level)
    {
        Descriptor old = *entry;
        bool table = old.IsTable(level);
        if (table)
        {
            mmu.WalkCounts.VisitTable(level);
        }
        else
        {
            mmu.WalkCounts.Visit(level);
            if (old.IsValid && !NeedsUpdate(mmu, old))
            {
                mmu.Count(CounterLayout.Eagain)++;
                return;
            }
        }

        *entry = Descriptor.Leaf(level, address + Descriptor.OutputOffset, mmu.FreshAttributes);
        mmu.WalkCounts.Write(level, 2);
        mmu.Count(CounterLayout.GetPage)++;
        mmu.Count(CounterLayout.Leaves, level)++;
        CountMaintenance(mmu, 1, 1UL << mmu.Tables.Shift(level));
        if (table)
        {
            mmu.Count(CounterLayout.BbmTable)++;
            mmu.Count(CounterLayout.PutPage)++;
            mmu.FlushRange(1UL << mmu.Tables.Shift(level));
            TeardownWalk.FreeDetached(mmu, old, level);
        }
        else
        {
            CountBroken(mmu, old, level);
        }
    }

    /// <summary>Replaces a hole or a block by an empty table.</summary>
    private static void InstallTable(Stage2Mmu mmu, Descriptor* entry, int level)
    {
        CountBroken(mmu, *entry, level);
        mmu.TakeVcpuPages(1);
        mmu.WalkCounts.Write(level, 2);
        mmu.Count(CounterLayout.GetPage)++;
        mmu.Tables.SetEmptyTable(entry);
    }

    /// <summary>
    /// Counts <paramref name="faults"/> faults that install leaves below one entry of <paramref name="level"/> (or in entries of that
    /// level, where it is the leaves'), and the tables on the way from there that were missing, for as many entries as are given.
    /// </summary>
    private static void CountFilled(Stage2Mmu mmu, int level, int leafLevel, long faults, long entries)
    {
        long all = faults * entries;
        mmu.Count(CounterLayout.Walks) += all;
        mmu.Count(CounterLayout.DsbIshst) += all;
        CountMaintenance(mmu, all, (ulong)all << mmu.Tables.Shift(leafLevel));
        WalkCounters counts = mmu.WalkCounts;
        for (int at = mmu.StartLevel; at <= leafLevel; at++)
        {
            long installed = at == leafLevel ? all : at < level ? 0 : entries * mmu.Tables.EntriesBelow(level, at);
            counts.Visit(at, installed);
            counts.VisitTable(at, all - installed);
            counts.Write(at, 2 * installed);
            mmu.Count(CounterLayout.BbmInvalid) += installed;
            mmu.Count(CounterLayout.GetPage) += installed;
        }

        mmu.Count(CounterLayout.Leaves, leafLevel) += all;
    }

    /// <summary>Counts the break of a leaf, or of a hole, which needs no invalidation.</summary>
    private static void CountBroken(Stage2Mmu mmu, Descriptor old, int level)
    {
        if (!old.IsValid)
        {
            mmu.Count(CounterLayout.BbmInvalid)++;
            return;
        }

        mmu.Count(CounterLayout.BbmBlock, level)++;
        mmu.Count(CounterLayout.TlbiIpa, level)++;
        mmu.Count(CounterLayout.PutPage)++;
        mmu.Count(CounterLayout.Leaves, level)--;
    }

    private static void CountMaintenance(Stage2Mmu mmu, long calls, ulong bytes)
    {
        mmu.Count(CounterLayout.IcacheCalls) += calls;
        mmu.Count(CounterLayout.IcacheBytes) += (long)bytes;
        mmu.Count(CounterLayout.DcacheCalls) += calls;
        mmu.Count(CounterLayout.DcacheBytes) += (long)bytes;
    }

    /// <summary>Whether a valid leaf differs from a fresh one in more than its permissions.</summary>
    private static bool NeedsUpdate(Stage2Mmu mmu, Descriptor leaf) =>
        ((leaf.Attributes ^ mmu.FreshAttributes) & ~Descriptor.PermissionMask) != 0;

    /// <summary>Takes the tables of a filled subtree in the order in which its faults need them, with the top-up before each
    /// fault.</summary>
    private static void TakeTables(Stage2Mmu mmu, int level, int leafLevel, ref long pending)
    {
        pending++;
        if (level + 1 < leafLevel)
        {
            bool isAboveLast = level + 2 == leafLevel;
            for (int i = 0; i < (isAboveLast ? 1 : mmu.Tables.Entries); i++)
                TakeTables(mmu, level + 1, leafLevel, ref pending);

            if (isAboveLast)
            {
                // The first of them took what was missing above it as well; each of the others takes one page.
                mmu.TakeVcpuPagesOneByOne(mmu.Tables.Entries - 1);
            }

            return;
        }

        mmu.TopUpVcpuCache();
        mmu.TakeVcpuPages(pending);
        pending = 0;
        mmu.TopUpVcpuCache();
    }
}
