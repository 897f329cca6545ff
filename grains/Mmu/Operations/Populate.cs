using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>Maps the slot as its backing allows: one fault per mapping, ascending.</summary>
internal unsafe struct Populate : ITableVisitor
{
    private const int BlockLevel = Stage2Geometry.LastLevel - 1;

    private readonly Stage2Mmu mmu;
    private readonly Backing backing;
    private readonly ulong hugeBound;

    /// <summary>Up to where the last fault has mapped: it made the tables that the walk goes into.</summary>
    private ulong mapped;

    private Populate(Stage2Mmu mmu)
    {
        this.mmu = mmu;
        backing = mmu.Configuration.Backing;
        hugeBound = backing.HugeBound();
    }

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
                    MapWalk.Fault(mmu, configuration.End - mmu.PageSize, Stage2Geometry.LastLevel);

                break;
            default:
                var visitor = new Populate(mmu);
                TableWalk.Run(mmu.Tables, ref visitor, configuration.Base, configuration.End);
                break;
        }
    }

    public readonly int VisitRow(Descriptor* first, ulong address, int count)
    {
        int holes = new ReadOnlySpan<ulong>(first, count).IndexOfAnyExcept(0UL);
        holes = holes < 0 ? count : holes;
        if (holes > 0)
            MapWalk.FillRow(mmu, first, address, holes, backing, hugeBound);

        return holes;
    }

    /// <summary>Maps all that a hole or a block stands for, or its first leaf: then the walk goes on in the table that this has
    /// made.</summary>
    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (stop <= mapped)
            return Visited.Next;

        int leafLevel = LeafLevel(level, address, stop);
        if (leafLevel > level && !entry->IsValid)
        {
            MapWalk.FillEntry(mmu, entry, level, leafLevel, address);
            return Visited.Next;
        }

        int target = level;
        while (LeafLevel(target, address, stop) != target)
            target++;

        MapWalk.Fault(mmu, address, target);
        mapped = address + (1UL << mmu.Tables.Shift(target));
        return target == level ? Visited.Next : Visited.Descend;
    }

    public readonly Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (LeafLevel(level, address, stop) != level)
            return Visited.Descend;

        MapWalk.Fault(mmu, address, level);
        return Visited.Next;
    }

    /// <summary>Maps pages of one table. The faults that find a hole in it count alike.</summary>
    public readonly void VisitPages(Descriptor* first, ulong address, long count)
    {
        long holes = 0;
        for (long i = 0; i < count; i++, address += mmu.PageSize)
        {
            if (!first[i].IsValid)
            {
                first[i] = Descriptor.Leaf(Stage2Geometry.LastLevel, address + Descriptor.OutputOffset, mmu.FreshAttributes);
                holes++;
            }
            else if (address >= mapped)
            {
                MapWalk.Fault(mmu, address, Stage2Geometry.LastLevel);
            }
        }

        if (holes > 0)
        {
            mmu.TopUpVcpuCache();
            MapWalk.CountInstalledPages(mmu, holes);
        }
    }

    public readonly void LeaveTable(Descriptor* entry, int level, bool atEnd) => mmu.Tables.TryFold(entry, level);

    /// <summary>The level of all leaves below an entry; -1 if they differ, or if not all of what it maps is in the slot.</summary>
    private readonly int LeafLevel(int level, ulong address, ulong stop)
    {
        if (level == Stage2Geometry.LastLevel)
            return level;

        ulong size = 1UL << mmu.Tables.Shift(level);
        if ((address & (size - 1)) != 0 || stop - address < size)
            return -1;

        if (level == BlockLevel)
            return backing.IsHuge(address >> mmu.Tables.Shift(BlockLevel)) ? BlockLevel : Stage2Geometry.LastLevel;

        return backing.Kind switch
        {
            BackingKind.Pages => Stage2Geometry.LastLevel,
            BackingKind.Blocks2M => BlockLevel,
            BackingKind.Blocks1G => Math.Max(level, mmu.Tables.Geometry.MinBlockLevel),
            _ => -1,
        };
    }

    private static void MapEvenBlocks(Stage2Mmu mmu)
    {
        VmConfiguration configuration = mmu.Configuration;
        ulong block = 1UL << mmu.Tables.Shift(BlockLevel);
        for (ulong address = (configuration.Base + block - 1) & ~(block - 1); address + block <= configuration.End; address += block)
        {
            if (((address - configuration.Base) / block & 1) == 0)
                MapWalk.Fault(mmu, address, BlockLevel);
        }
    }
}
