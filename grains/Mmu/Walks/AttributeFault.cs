using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>Faults that change one leaf's attributes in place: a write to a write-protected page, an access to an old one.</summary>
internal static unsafe class AttributeFault
{
    /// <summary>Counts <paramref name="faults"/> write faults, each relaxing one level-3 entry: one store, one non-shareable TLBI.</summary>
    internal static void CountRelaxed(Stage2Mmu mmu, long faults)
    {
        if (faults == 0)
        {
            return;
        }

        mmu.TopUpVcpuCache();
        mmu.Count(CounterLayout.Walks) += faults;
        CountWalk(mmu, Stage2Geometry.LastLevel, faults);
        mmu.Count(CounterLayout.PteWrites + Stage2Geometry.LastLevel) += faults;
        mmu.Count(CounterLayout.TlbiIpaNsh) += faults;
    }

    /// <summary>Sets the access flag of the leaf at <paramref name="address"/>; a hole is -EAGAIN and ends without a barrier.</summary>
    internal static void MakeYoung(Stage2Mmu mmu, ulong address)
    {
        Stage2Tables tables = mmu.Tables;
        ulong* entry = tables.FindDeepest(address, out int level);
        int leafLevel = Stage2Tables.IsTable(*entry, level) ? Stage2Tables.LeafLevel(*entry) : level;
        mmu.Count(CounterLayout.Walks)++;
        CountWalk(mmu, leafLevel, 1);
        if ((*entry & Descriptor.ValidBit) == 0)
        {
            mmu.Count(CounterLayout.Eagain)++;
            return;
        }

        mmu.Count(CounterLayout.DsbIshst)++;
        if ((*entry & Descriptor.AccessFlag) != 0)
        {
            return;
        }

        for (; level < leafLevel; level++)
        {
            entry = tables.Expand(entry, level) + tables.Index(address, level + 1);
        }

        *entry |= Descriptor.AccessFlag;
        mmu.Count(CounterLayout.PteWrites + leafLevel)++;
        tables.FoldPath(address);
    }

    private static void CountWalk(Stage2Mmu mmu, int leafLevel, long walks)
    {
        for (int level = mmu.StartLevel; level <= leafLevel; level++)
        {
            mmu.Count(CounterLayout.Reads + level) += walks;
        }

        mmu.Count(CounterLayout.LeafCallbacks + leafLevel) += walks;
        mmu.Count(CounterLayout.Reloads + leafLevel) += walks;
    }
}
