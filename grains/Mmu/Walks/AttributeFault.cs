using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>Faults that change one leaf's attributes in place: a write to a write-protected page, an access to an old one.</summary>
internal static unsafe class AttributeFault
{
    /// <summary>Counts <paramref name="faults"/> write faults, each relaxing one level-3 entry: one store, one non-shareable
    /// TLBI. Their top-up is the caller's.</summary>
    internal static void CountRelaxed(Stage2Mmu mmu, long faults)
    {
        mmu.Count(CounterLayout.Walks) += faults;
        CountWalk(mmu, Stage2Geometry.LastLevel, faults);
        mmu.WalkCounts.Write(Stage2Geometry.LastLevel, faults);
        mmu.Count(CounterLayout.TlbiIpaNsh) += faults;
    }

    /// <summary>Sets the access flag of the leaf at <paramref name="address"/>; a hole is -EAGAIN and ends without a barrier.</summary>
    internal static void MakeYoung(Stage2Mmu mmu, ulong address)
    {
        Stage2Tables tables = mmu.Tables;
        Descriptor* entry = tables.FindDeepest(address, out int level);
        int leafLevel = entry->LeafLevel(level);
        mmu.Count(CounterLayout.Walks)++;
        CountWalk(mmu, leafLevel, 1);
        if (!entry->IsValid)
        {
            mmu.Count(CounterLayout.Eagain)++;
            return;
        }

        mmu.Count(CounterLayout.DsbIshst)++;
        if (entry->IsYoung)
            return;

        for (; level < leafLevel; level++)
            entry = tables.Expand(entry, level) + tables.Index(address, level + 1);

        *entry = entry->With(Descriptor.AccessFlag);
        mmu.WalkCounts.Write(leafLevel);
        tables.FoldPath(address);
    }

    private static void CountWalk(Stage2Mmu mmu, int leafLevel, long walks)
    {
        for (int level = mmu.StartLevel; level < leafLevel; level++)
            mmu.WalkCounts.Read(level, walks);

        mmu.WalkCounts.Visit(leafLevel, walks);
    }
}
