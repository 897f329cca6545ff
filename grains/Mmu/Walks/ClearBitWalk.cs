using System.Runtime.Intrinsics;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>
/// A leaf walk that clears one attribute: the write permission (write-protect) or the access flag (ageing). Invalid entries are
/// visited like leaves; a store happens only where the value changes; nothing is invalidated.
/// </summary>
internal readonly unsafe ref struct ClearBitWalk : ITableVisitor
{
    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private readonly WalkCounters counts;
    private readonly ulong attribute;
    private readonly bool failsOnHoles;

    private ClearBitWalk(Stage2Mmu mmu, bool writeProtect)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
        counts = new WalkCounters(mmu.Counters, writeProtect ? CounterLayout.WriteProtectWalk : CounterLayout.Walk);
        attribute = writeProtect ? Descriptor.WriteBit : Descriptor.AccessFlag;
        failsOnHoles = writeProtect;
    }

    /// <summary>Write-protects [start, end) in pieces that end at multiples of the largest block, each a walk of its own.</summary>
    internal static void WriteProtect(Stage2Mmu mmu, ulong start, ulong end)
    {
        while (start < end)
        {
            ulong next = mmu.Tables.PieceEnd(start, end);
            mmu.Count(CounterLayout.WpChunks)++;
            mmu.Count(CounterLayout.Walks)++;
            var visitor = new ClearBitWalk(mmu, writeProtect: true);
            TableWalk.Run(mmu.Tables, ref visitor, start, next);
            start = next;
        }
    }

    /// <summary>Clears the access flag over [start, end) in one walk.</summary>
    internal static void Age(Stage2Mmu mmu, ulong start, ulong end)
    {
        mmu.Count(CounterLayout.Walks)++;
        var visitor = new ClearBitWalk(mmu, writeProtect: false);
        TableWalk.Run(mmu.Tables, ref visitor, start, end);
    }

    public int VisitRow(Descriptor* first, ulong address, int count)
    {
        const int Level = Stage2Geometry.LastLevel - 1;
        int shift = BitOperations.TrailingZeroCount(attribute);
        Vector128<ulong> one = Vector128<ulong>.One;
        Vector128<ulong> kind = Vector128.Create(Descriptor.KindMask);
        Vector128<ulong> expanded = Vector128.Create(Descriptor.ExpandedKind);
        Vector128<ulong> valid = Vector128<ulong>.Zero;
        Vector128<ulong> uniform = Vector128<ulong>.Zero;
        Vector128<ulong> changed = Vector128<ulong>.Zero;
        Vector128<ulong> changedUniform = Vector128<ulong>.Zero;
        int done = 0;
        for (; done < count - 1; done += 2)
        {
            Vector128<ulong> values = *(Vector128<ulong>*)(first + done);
            if (Vector128.EqualsAny(values & kind, expanded))
                break;

            Vector128<ulong> change = (values >>> shift) & values & one;
            Vector128<ulong> isUniform = (values >>> Descriptor.UniformShift) & one;
            valid += values & one;
            uniform += isUniform;
            changed += change;
            changedUniform += change & isUniform;
            *(Vector128<ulong>*)(first + done) = values ^ (change << shift);
        }

        long tablesOfPages = (long)Vector128.Sum(uniform);
        counts.Read(Level, tablesOfPages);
        CountLeaves(Level, done - tablesOfPages, (long)Vector128.Sum(changed - changedUniform));
        CountLeaves(Stage2Geometry.LastLevel, tablesOfPages * tables.Entries, (long)Vector128.Sum(changedUniform) * tables.Entries);
        mmu.Count(CounterLayout.Eagain) += failsOnHoles ? done - (long)Vector128.Sum(valid) : 0;
        return done;
    }

    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop)
    {
        counts.Visit(level);
        if (!entry->IsValid)
        {
            mmu.Count(CounterLayout.Eagain) += failsOnHoles ? 1 : 0;
        }
        else if (entry->Has(attribute))
        {
            *entry = entry->Without(attribute);
            counts.Write(level);
        }

        return Visited.Next;
    }

    /// <summary>Visits a uniform subtree in closed form, but for one of which only a part would change.</summary>
    public Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop)
    {
        counts.Read(level);
        if (!entry->IsUniform)
            return Visited.Descend;

        bool changes = entry->Has(attribute);
        if (changes && stop - address != 1UL << tables.Shift(level))
            return Visited.Descend;

        int leafLevel = entry->LeafLevel(level);
        for (int below = level + 1; below < leafLevel; below++)
            counts.Read(below, tables.CountEntries(address, stop, below));

        long leaves = tables.CountEntries(address, stop, leafLevel);
        CountLeaves(leafLevel, leaves, changes ? leaves : 0);
        *entry = entry->Without(attribute);
        return Visited.Next;
    }

    public void VisitPages(Descriptor* first, ulong address, long count)
    {
        int shift = BitOperations.TrailingZeroCount(attribute);
        Vector128<ulong> keep = Vector128.Create(~attribute);
        Vector128<ulong> changes = Vector128<ulong>.Zero;
        Vector128<ulong> valids = Vector128<ulong>.Zero;
        long i = 0;
        for (; i < count - 1; i += 2)
        {
            Vector128<ulong> values = *(Vector128<ulong>*)(first + i);
            changes += (values >>> shift) & Vector128<ulong>.One;
            valids += values & Vector128.Create(Descriptor.ValidBit);
            *(Vector128<ulong>*)(first + i) = values & keep;
        }

        long changed = (long)Vector128.Sum(changes);
        long valid = (long)Vector128.Sum(valids);
        if (i < count)
        {
            changed += first[i].Has(attribute) ? 1 : 0;
            valid += first[i].IsValid ? 1 : 0;
            first[i] = first[i].Without(attribute);
        }

        CountLeaves(Stage2Geometry.LastLevel, count, changed);
        mmu.Count(CounterLayout.Eagain) += failsOnHoles ? count - valid : 0;
    }

    public void LeaveTable(Descriptor* entry, int level, bool atEnd)
    {
        if (atEnd)
            tables.TryFold(entry, level);
    }

    private void CountLeaves(int level, long visits, long changes)
    {
        counts.Visit(level, visits);
        counts.Write(level, changes);
    }
}
