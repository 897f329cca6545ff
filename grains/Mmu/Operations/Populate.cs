namespace S2Grid.Mmu;

/// <summary>Maps the slot as its backing allows: one fault per mapping, ascending.</summary>
internal static unsafe class Populate
{
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
        while (start < end)
        {
            ulong next = tables.Next(start, level);
            ulong stop = Math.Min(end, next);
            int leafLevel = stop - start == 1UL << tables.Shift(level) ? LeafLevel(mmu, level, start) : -1;
            if (leafLevel == level)
            {
                MapWalk.Fault(mmu, start, level);
            }
            else if (leafLevel > level && tables.Find(start, level) is var entry && entry != null && *entry == 0)
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

    /// <summary>The level of all leaves below an entry that lies in the slot as a whole; -1 if they differ.</summary>
    private static int LeafLevel(Stage2Mmu mmu, int level, ulong address)
    {
        const int BlockLevel = Stage2Geometry.LastLevel - 1;
        Backing backing = mmu.Configuration.Backing;
        bool mixed = backing.Kind is BackingKind.AlternatingThp or BackingKind.PartialThp;
        if (level == Stage2Geometry.LastLevel || backing.Kind == BackingKind.Pages)
        {
            return Stage2Geometry.LastLevel;
        }

        if (level == BlockLevel)
        {
            return !mixed || backing.IsHuge(address >> mmu.Tables.Shift(BlockLevel)) ? BlockLevel : Stage2Geometry.LastLevel;
        }

        if (mixed)
        {
            return -1;
        }

        return backing.Kind == BackingKind.Blocks1G ? Math.Max(level, mmu.Tables.Geometry.MinBlockLevel) : BlockLevel;
    }

    private static void MapEvenBlocks(Stage2Mmu mmu)
    {
        const int BlockLevel = Stage2Geometry.LastLevel - 1;
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
