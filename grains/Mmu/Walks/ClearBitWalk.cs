using System.Numerics;
using System.Runtime.Intrinsics;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>
/// A leaf walk that clears one attribute: the write permission (write-protect) or the access flag (ageing). Invalid entries are
/// visited like leaves; a store happens only where the value changes; nothing is invalidated.
/// </summary>
internal readonly unsafe ref struct ClearBitWalk
{
    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private readonly int bit;
    private readonly bool failsOnHoles;
    private readonly int reads;
    private readonly int reloads;
    private readonly int callbacks;
    private readonly int writes;
    private readonly ulong end;

    private ClearBitWalk(Stage2Mmu mmu, bool writeProtect, ulong end)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
        failsOnHoles = writeProtect;
        this.end = end;
        bit = BitOperations.TrailingZeroCount(writeProtect ? Descriptor.WriteBit : Descriptor.AccessFlag);
        reads = writeProtect ? CounterLayout.WpReads : CounterLayout.Reads;
        reloads = writeProtect ? CounterLayout.WpReloads : CounterLayout.Reloads;
        callbacks = writeProtect ? CounterLayout.WpLeafCallbacks : CounterLayout.LeafCallbacks;
        writes = writeProtect ? CounterLayout.WpPteWrites : CounterLayout.PteWrites;
    }

    /// <summary>Write-protects [start, end) in pieces that end at multiples of the largest block, each a walk of its own.</summary>
    internal static void WriteProtect(Stage2Mmu mmu, ulong start, ulong end)
    {
        ulong piece = mmu.Tables.Geometry.LargestBlock;
        while (start < end)
        {
            ulong next = Math.Min(end, (start & ~(piece - 1)) + piece);
            mmu.Count(CounterLayout.WpChunks)++;
            mmu.Count(CounterLayout.Walks)++;
            new ClearBitWalk(mmu, writeProtect: true, next).Visit(mmu.Tables.Root, mmu.StartLevel, start);
            start = next;
        }
    }

    /// <summary>Clears the access flag over [start, end) in one walk.</summary>
    internal static void Age(Stage2Mmu mmu, ulong start, ulong end)
    {
        mmu.Count(CounterLayout.Walks)++;
        new ClearBitWalk(mmu, writeProtect: false, end).Visit(mmu.Tables.Root, mmu.StartLevel, start);
    }

    private ulong Visit(ulong* table, int level, ulong address)
    {
        int index = tables.Index(address, level);
        if (level == Stage2Geometry.LastLevel)
        {
            return VisitPages(table + index, address);
        }

        for (int last = tables.TableEnd(level); index < last && address < end; index++)
        {
            ulong* entry = table + index;
            if (level == Stage2Geometry.LastLevel - 1 && VisitBlocks(entry, index, address) is var blocks and > 0)
            {
                index += blocks - 1;
                address += (ulong)blocks << tables.Shift(level);
                continue;
            }

            mmu.Count(reads + level)++;
            ulong next = tables.Next(address, level);
            if (!Stage2Tables.IsTable(*entry, level))
            {
                VisitLeaf(entry, level);
                address = next;
            }
            else if (Stage2Tables.IsUniform(*entry) && VisitUniform(entry, level, address, Math.Min(next, end)))
            {
                address = next;
            }
            else
            {
                ulong* child = Stage2Tables.IsUniform(*entry) ? tables.Expand(entry, level) : Stage2Tables.Child(*entry);
                address = Visit(child, level + 1, address);
                if (address == next)
                {
                    tables.TryFold(entry, level);
                }
            }
        }

        return address;
    }

    /// <summary>Visits level-2 entries as a row, as far as they lie in the range as a whole and have no table with entries of its own.</summary>
    /// <returns>How many.</returns>
    private int VisitBlocks(ulong* first, int index, ulong address)
    {
        const int Level = Stage2Geometry.LastLevel - 1;
        int shift = tables.Shift(Level);
        int count = (int)Math.Min((end - address) >> shift, (ulong)(tables.Entries - (index % tables.Entries)));
        if (count < 2 || (address & ((1UL << shift) - 1)) != 0)
        {
            return 0;
        }

        Vector128<ulong> one = Vector128<ulong>.One;
        Vector128<ulong> kind = Vector128.Create(Descriptor.TypeMask | Descriptor.UniformBit);
        Vector128<ulong> table = Vector128.Create(Descriptor.TypeMask);
        Vector128<ulong> valid = Vector128<ulong>.Zero;
        Vector128<ulong> uniform = Vector128<ulong>.Zero;
        Vector128<ulong> changed = Vector128<ulong>.Zero;
        Vector128<ulong> changedUniform = Vector128<ulong>.Zero;
        int done = 0;
        for (; done < count - 1; done += 2)
        {
            Vector128<ulong> values = *(Vector128<ulong>*)(first + done);
            if (Vector128.EqualsAny(values & kind, table))
            {
                break;
            }

            Vector128<ulong> change = (values >>> bit) & values & one;
            Vector128<ulong> isUniform = (values >>> Descriptor.UniformShift) & one;
            valid += values & one;
            uniform += isUniform;
            changed += change;
            changedUniform += change & isUniform;
            *(Vector128<ulong>*)(first + done) = values ^ (change << bit);
        }

        if (done == 0)
        {
            return 0;
        }

        long tablesOfPages = (long)Vector128.Sum(uniform);
        mmu.Count(reads + Level) += tablesOfPages;
        CountLeaves(Level, done - tablesOfPages, (long)Vector128.Sum(changed - changedUniform));
        CountLeaves(Stage2Geometry.LastLevel, tablesOfPages * tables.Entries, (long)Vector128.Sum(changedUniform) * tables.Entries);
        mmu.Count(CounterLayout.Eagain) += failsOnHoles ? done - (long)Vector128.Sum(valid) : 0;
        return done;
    }

    private void VisitLeaf(ulong* entry, int level)
    {
        mmu.Count(callbacks + level)++;
        mmu.Count(reloads + level)++;
        ulong value = *entry;
        if ((value & Descriptor.ValidBit) == 0)
        {
            mmu.Count(CounterLayout.Eagain) += failsOnHoles ? 1 : 0;
        }
        else if ((value >> bit & 1) != 0)
        {
            *entry = value & ~(1UL << bit);
            mmu.Count(writes + level)++;
        }
    }

    /// <summary>Visits a uniform subtree in closed form; false where only a part of it would change.</summary>
    private bool VisitUniform(ulong* entry, int level, ulong start, ulong stop)
    {
        bool changes = (*entry >> bit & 1) != 0;
        if (changes && stop - start != 1UL << tables.Shift(level))
        {
            return false;
        }

        int leafLevel = Stage2Tables.LeafLevel(*entry);
        for (int below = level + 1; below < leafLevel; below++)
        {
            mmu.Count(reads + below) += tables.CountEntries(start, stop, below);
        }

        long leaves = tables.CountEntries(start, stop, leafLevel);
        CountLeaves(leafLevel, leaves, changes ? leaves : 0);
        *entry &= ~(1UL << bit);

        return true;
    }

    private ulong VisitPages(ulong* first, ulong address)
    {
        ulong stop = Math.Min(end, tables.Next(address, Stage2Geometry.LastLevel - 1));
        int count = (int)tables.CountEntries(address, stop, Stage2Geometry.LastLevel);
        Vector128<ulong> keep = Vector128.Create(~(1UL << bit));
        Vector128<ulong> changes = Vector128<ulong>.Zero;
        Vector128<ulong> valids = Vector128<ulong>.Zero;
        int i = 0;
        for (; i < count - 1; i += 2)
        {
            Vector128<ulong> values = *(Vector128<ulong>*)(first + i);
            changes += (values >>> bit) & Vector128<ulong>.One;
            valids += values & Vector128<ulong>.One;
            *(Vector128<ulong>*)(first + i) = values & keep;
        }

        ulong changed = Vector128.Sum(changes);
        ulong valid = Vector128.Sum(valids);
        if (i < count)
        {
            changed += first[i] >> bit & 1;
            valid += first[i] & 1;
            first[i] &= ~(1UL << bit);
        }

        CountLeaves(Stage2Geometry.LastLevel, count, (long)changed);
        mmu.Count(CounterLayout.Eagain) += failsOnHoles ? count - (long)valid : 0;
        return stop;
    }

    private void CountLeaves(int level, long visits, long changes)
    {
        mmu.Count(reads + level) += visits;
        mmu.Count(callbacks + level) += visits;
        mmu.Count(reloads + level) += visits;
        mmu.Count(writes + level) += changes;
    }
}
