using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>
/// Does a <see cref="IRangeOperation"/> to a range and repeats by addition what it has already done to a region that was alike.
/// </summary>
/// <remarks>
/// A region is what one table entry maps. What an operation does to a region, and counts there, depends on the region's
/// descriptor, on the pages in the split cache and on where its pieces begin, but not on the region's address. So the first region
/// of a kind is walked, its counters are kept as a difference, and each later region whose descriptor (address aside) and cache are
/// equal is counted by adding that difference. Regions behind expanded tables are taken entry by entry.
/// </remarks>
internal sealed unsafe class RegionReplay
{
    private const int RecordsPerLevel = 8;

    /// <summary>The most different descriptors of one row: see <see cref="RepeatRow"/>.</summary>
    private const int MaxKinds = 4;

    /// <summary>Shorter rows are repeated run by run.</summary>
    private const int MinRow = 16;
    private const int DeepestLevel = Stage2Geometry.LastLevel - 1;

    private readonly Record[] records = new Record[RecordsPerLevel * Stage2Geometry.LevelCount];
    private readonly int[] recordCounts = new int[Stage2Geometry.LevelCount];

    /// <summary>Does [start, end), ascending.</summary>
    /// <returns>False if the operation ended early.</returns>
    internal bool Run<TOperation>(Stage2Mmu mmu, ref TOperation operation, ulong start, ulong end)
        where TOperation : struct, IRangeOperation
    {
        // A region must hold whole pieces, or a piece would be cut where the region ends.
        bool cuts = operation.Period == 0 || !Repeats(in operation, 1UL << mmu.Tables.Shift(mmu.StartLevel), 0);
        if (cuts || mmu.HostPages != long.MaxValue)
        {
            return operation.Apply(mmu, start, end);
        }

        Array.Clear(recordCounts);
        bool done = Visit(mmu, ref operation, mmu.Tables.Root, mmu.StartLevel, start, end);
        mmu.Tables.FoldFloor = 0;
        return done;
    }

    private bool Visit<TOperation>(Stage2Mmu mmu, ref TOperation operation, Descriptor* table, int level, ulong start, ulong end)
        where TOperation : struct, IRangeOperation
    {
        Stage2Tables tables = mmu.Tables;
        ulong size = 1UL << tables.Shift(level);
        bool periodic = Repeats(in operation, size, start & ~(size - 1));
        while (start < end)
        {
            tables.FoldFloor = level;
            Descriptor* entry = table + tables.Index(start, level);
            ulong stop = Math.Min(end, tables.Next(start, level));
            bool whole = periodic && stop - start == size && !entry->IsExpanded(level);
            if (whole && FindRecord(mmu, level, *entry) is { } known)
            {
                start += size * (ulong)Repeat(mmu, known, entry, level, (long)((end - start) / size));
                continue;
            }

            Record? record = whole ? BeginRecord(mmu, level, *entry) : null;
            if (!Do(mmu, ref operation, entry, level, start, stop))
            {
                return false;
            }

            tables.FoldFloor = level;
            tables.TryFold(entry, level);
            if (record is not null && !entry->IsExpanded(level))
            {
                record.End(mmu, *entry);
                recordCounts[level]++;
            }

            start = stop;
        }

        return true;
    }

    /// <summary>Does one region, entry by entry of its table where that lets its parts be repeated.</summary>
    private bool Do<TOperation>(Stage2Mmu mmu, ref TOperation operation, Descriptor* entry, int level, ulong start, ulong stop)
        where TOperation : struct, IRangeOperation
    {
        Stage2Tables tables = mmu.Tables;
        if (level == DeepestLevel || !Repeats(in operation, 1UL << tables.Shift(level + 1), start & ~((1UL << tables.Shift(level)) - 1)))
        {
            return operation.Apply(mmu, start, stop);
        }

        if (entry->IsTable(level) && entry->IsUniform)
        {
            tables.Expand(entry, level);
        }
        else if (!entry->IsTable(level))
        {
            ulong first = Math.Min(stop, tables.Next(start, level + 1));
            if (!operation.Apply(mmu, start, first))
            {
                return false;
            }

            start = first;
        }

        return entry->IsExpanded(level)
            ? Visit(mmu, ref operation, entry->Table, level + 1, start, stop)
            : operation.Apply(mmu, start, stop);
    }

    /// <summary>Whether regions of <paramref name="size"/> bytes, of which one begins at <paramref name="address"/>, hold whole pieces.</summary>
    private static bool Repeats<TOperation>(in TOperation operation, ulong size, ulong address)
        where TOperation : struct, IRangeOperation =>
        size >= operation.Period && ((address - operation.Phase) & (operation.Period - 1)) == 0;

    private Record? FindRecord(Stage2Mmu mmu, int level, Descriptor entry)
    {
        ReadOnlySpan<Record> known = records.AsSpan(level * RecordsPerLevel, recordCounts[level]);
        return Find(known, entry, mmu.SplitCache) is var found and >= 0 ? known[found] : null;
    }

    private Record? BeginRecord(Stage2Mmu mmu, int level, Descriptor entry)
    {
        int free = recordCounts[level];
        if (free == RecordsPerLevel)
        {
            return null;
        }

        Record record = records[(level * RecordsPerLevel) + free] ??= new Record();
        record.Begin(mmu, entry);
        return record;
    }

    /// <summary>Repeats a record for this entry, and records for as many of the entries after it as have one.</summary>
    private long Repeat(Stage2Mmu mmu, Record record, Descriptor* entry, int level, long most)
    {
        int index = (int)(((ulong)entry & (ulong)((mmu.Tables.Entries * sizeof(ulong)) - 1)) / sizeof(ulong));
        most = level == mmu.StartLevel ? most : Math.Min(most, mmu.Tables.Entries - index);
        long count = 0;
        do
        {
            entry[count] = record.After(entry[count]);
            count++;
        }
        while (record.KeepsCache && count < most && record.Matches(entry[count], mmu.SplitCache));

        record.Add(mmu, count);
        return most - count < MinRow ? count : count + RepeatRow(mmu, record, entry + count, level, most - count);
    }

    /// <summary>
    /// Repeats records for entries of few kinds in any order. Which record follows is looked up by the one before, whose cache it begins
    /// with, and by the entry's kind, without a branch that would depend on the order.
    /// </summary>
    private long RepeatRow(Stage2Mmu mmu, Record before, Descriptor* entry, int level, long most)
    {
        ReadOnlySpan<Record> known = records.AsSpan(level * RecordsPerLevel, recordCounts[level]);
        Descriptor* kinds = stackalloc Descriptor[MaxKinds];
        Descriptor* after = stackalloc Descriptor[RecordsPerLevel];
        long* times = stackalloc long[RecordsPerLevel];
        int* next = stackalloc int[RecordsPerLevel * MaxKinds];
        int kindCount = ListKinds(known, kinds);
        for (int i = 0; i < known.Length; i++)
        {
            (after[i], times[i]) = (known[i].After(default), 0);
            for (int kind = 0; kind < MaxKinds; kind++)
            {
                next[(i * MaxKinds) + kind] = kind < kindCount ? Find(known, kinds[kind], known[i].CacheAfter) : -1;
            }
        }

        int at = known.IndexOf(before);
        long count = 0;
        for (; count < most; count++)
        {
            Descriptor kind = entry[count].WithoutAddress;
            int number = (kind == kinds[1] ? 1 : 0) + (kind == kinds[2] ? 2 : 0) + (kind == kinds[3] ? 3 : 0);
            int follower = next[(at * MaxKinds) + number];
            if (follower < 0 || kind != kinds[number])
            {
                break;
            }

            at = follower;
            times[at]++;
            entry[count] = after[at].Plus(entry[count].OutputAddress);
        }

        for (int i = 0; i < known.Length; i++)
        {
            known[i].Add(mmu, times[i]);
        }

        mmu.SplitCache = known[at].CacheAfter;
        return count;
    }

    /// <summary>Lists the different descriptors that the records begin with; places that are left take one that no entry has.</summary>
    private static int ListKinds(ReadOnlySpan<Record> known, Descriptor* kinds)
    {
        new Span<Descriptor>(kinds, MaxKinds).Fill(new Descriptor(ulong.MaxValue));
        int count = 0;
        foreach (Record record in known)
        {
            if (count < MaxKinds && !new Span<Descriptor>(kinds, count).Contains(record.Before))
            {
                kinds[count++] = record.Before;
            }
        }

        return count;
    }

    private static int Find(ReadOnlySpan<Record> known, Descriptor entry, long cache)
    {
        for (int i = 0; i < known.Length; i++)
        {
            if (known[i].Matches(entry, cache))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What one region looked like before and after, and what was counted between.</summary>
    private sealed class Record
    {
        private readonly long[] countsBefore = new long[CounterLayout.Length];
        private readonly int[] changedCounters = new int[CounterLayout.Length];
        private readonly long[] changes = new long[CounterLayout.Length];
        private int changeCount;
        private Descriptor before;
        private Descriptor after;
        private long cacheBefore;
        private long cacheAfter;

        /// <summary>The descriptor before, its address aside.</summary>
        internal Descriptor Before => before;

        /// <summary>Pages in the split cache after.</summary>
        internal long CacheAfter => cacheAfter;

        internal bool KeepsCache => cacheBefore == cacheAfter;

        internal bool Matches(Descriptor entry, long cache) => entry.WithoutAddress == before && cache == cacheBefore;

        internal void Begin(Stage2Mmu mmu, Descriptor entry)
        {
            before = entry.WithoutAddress;
            cacheBefore = mmu.SplitCache;
            mmu.Counters.Values.CopyTo(countsBefore);
        }

        internal void End(Stage2Mmu mmu, Descriptor entry)
        {
            after = entry.WithoutAddress;
            cacheAfter = mmu.SplitCache;
            changeCount = 0;
            Span<long> counts = mmu.Counters.Values;
            for (int i = 0; i < counts.Length; i++)
            {
                if (counts[i] != countsBefore[i])
                {
                    changedCounters[changeCount] = i;
                    changes[changeCount++] = counts[i] - countsBefore[i];
                }
            }
        }

        internal Descriptor After(Descriptor entry) => after.Plus(entry.OutputAddress);

        internal void Add(Stage2Mmu mmu, long times)
        {
            Span<long> counts = mmu.Counters.Values;
            for (int i = 0; i < changeCount; i++)
            {
                counts[changedCounters[i]] += changes[i] * times;
            }

            mmu.SplitCache = cacheAfter;
        }
    }
}
