using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>Maps the slot as its backing allows: one fault per mapping, ascending.</summary>
internal static unsafe class Populate
{
    private const int BlockLevel = Stage2Geometry.LastLevel - 1;

    internal static void Run(Stage2Mmu mmu)
    {
        VmConfiguration configuration = mmu.Configuration;
        switch (configuration.Backing.Kind)
        {
            case BackingKind.None:
                break;
            case BackingKind.EvenBlocksOnly:
                MapEvenBlocks(mmu);
                break;
            case BackingKind.FirstAndLastPage:
                MapWalk.Fault(mmu, configuration.Base, Stage2Geometry.LastLevel);
                if (configuration.Memory > mmu.PageSize)
                {
                    MapWalk.Fault(mmu, configuration.End - mmu.PageSize, Stage2Geometry.LastLevel);
                }

                break;
            default:
                Visit(mmu, mmu.StartLevel, configuration.Base, configuration.End);
                break;
        }
    }

    private static void Visit(Stage2Mmu mmu, int level, ulong start, ulong end)
    {
        Stage2Tables tables = mmu.Tables;
        if (level == Stage2Geometry.LastLevel)
        {
            MapPages(mmu, start, end);
            start = end;
        }

        while (start < end)
        {
            ulong next = tables.Next(start, level);
            ulong stop = Math.Min(end, next);
            if (level == BlockLevel && IsMixed(mmu) && CountHoles(tables, start, end) is var holes and > 0)
            {
                MapWalk.FillMixed(mmu, tables.Find(start, level), start, holes, mmu.Configuration.Backing);
                start += (ulong)holes << tables.Shift(level);
                continue;
            }

            int leafLevel = stop - start == 1UL << tables.Shift(level) ? LeafLevel(mmu, level, start) : -1;
            if (leafLevel == level)
            {
                MapWalk.Fault(mmu, start, level);
            }
            else if (leafLevel > level && tables.Find(start, level) is var entry && entry != null && !entry->IsValid)
            {
                MapWalk.FillEntry(mmu, entry, level, leafLevel, start);
            }
            else
            {
                Visit(mmu, level + 1, start, stop);
            }

            start = stop;
        }

        tables.FoldPath(end - 1);
    }

    /// <summary>Maps pages of one level-3 table. After the first fault the table is there, and those that find a hole in it count alike.</summary>
    private static void MapPages(Stage2Mmu mmu, ulong start, ulong end)
    {
        MapWalk.Fault(mmu, start, Stage2Geometry.LastLevel);
        Descriptor* entry = mmu.Tables.Find(start, Stage2Geometry.LastLevel);
        long holes = 0;
        for (ulong address = start + mmu.PageSize; address < end; address += mmu.PageSize)
        {
            if (entry != null && !(++entry)->IsValid)
            {
                *entry = Descriptor.Leaf(Stage2Geometry.LastLevel, address + Descriptor.OutputOffset, mmu.FreshAttributes);
                holes++;
            }
            else
            {
                MapWalk.Fault(mmu, address, Stage2Geometry.LastLevel);
            }
        }

        MapWalk.CountInstalledPages(mmu, holes);
    }

    private static bool IsMixed(Stage2Mmu mmu) => mmu.Configuration.Backing.Kind is BackingKind.AlternatingThp or BackingKind.PartialThp;

    /// <summary>How many level-2 entries from <paramref name="start"/> on have a table, are invalid, and lie in the slot as a whole.</summary>
    private static int CountHoles(Stage2Tables tables, ulong start, ulong end)
    {
        int shift = tables.Shift(BlockLevel);
        Descriptor* entry = tables.Find(start, BlockLevel);
        if (entry == null || (start & ((1UL << shift) - 1)) != 0)
        {
            return 0;
        }

        int ofTable = tables.Entries - (tables.Index(start, BlockLevel) % tables.Entries);
        var entries = new ReadOnlySpan<ulong>(entry, (int)Math.Min((end - start) >> shift, (ulong)ofTable));
        int mapped = entries.IndexOfAnyExcept(0UL);
        return mapped < 0 ? entries.Length : mapped;
    }

    /// <summary>The level of all leaves below an entry that lies in the slot as a whole; -1 if they differ.</summary>
    private static int LeafLevel(Stage2Mmu mmu, int level, ulong address)
    {
        Backing backing = mmu.Configuration.Backing;
        if (backing.Kind == BackingKind.Pages)
        {
            return Stage2Geometry.LastLevel;
        }

        if (level == BlockLevel)
        {
            return !IsMixed(mmu) || backing.IsHuge(address >> mmu.Tables.Shift(BlockLevel)) ? BlockLevel : Stage2Geometry.LastLevel;
        }

        if (IsMixed(mmu))
        {
            return -1;
        }

        return backing.Kind == BackingKind.Blocks1G ? Math.Max(level, mmu.Tables.Geometry.MinBlockLevel) : BlockLevel;
    }

    private static void MapEvenBlocks(Stage2Mmu mmu)
    {
        VmConfiguration configuration = mmu.Configuration;
        ulong block = 1UL << mmu.Tables.Shift(BlockLevel);
        for (ulong address = (configuration.Base + block - 1) & ~(block - 1); address + block <= configuration.End; address += block)
        {
            if (((address - configuration.Base) / block & 1) == 0)
            {
                MapWalk.Fault(mmu, address, BlockLevel);
            }
        }
    }
}
