using System.Runtime.Intrinsics;
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

    /// <summary>Shorter rows are repeated run by run.</summary>
    private const int MinRow = 16;
    private const int WordBits = 64;
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
            return operation.Apply(mmu, start, end);

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
            if (whole && FindRecord(level, entry->WithoutAddress, mmu.SplitCache) is { } known)
            {
                start += size * (ulong)Repeat(mmu, known, entry, level, (long)((end - start) / size));
                continue;
            }

            Record? record = whole ? BeginRecord(mmu, level, *entry) : null;
            if (!Do(mmu, ref operation, entry, level, start, stop))
                return false;

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
            return operation.Apply(mmu, start, stop);

        if (entry->IsTable(level) && entry->IsUniform)
        {
            tables.Expand(entry, level);
        }
        else if (!entry->IsTable(level))
        {
            ulong first = Math.Min(stop, tables.Next(start, level + 1));
            if (!operation.Apply(mmu, start, first))
                return false;

            start = first;
        }

        return entry->IsExpanded(level)
            ? Visit(mmu, ref operation, entry->Table, level + 1, start, stop)
            : operation.Apply(mmu, start, stop);
    }

    /// <summary>Whether regions of <paramref name="size"/> bytes, of which one begins at <paramref name="address"/>, hold whole
    /// pieces.</summary>
    private static bool Repeats<TOperation>(in TOperation operation, ulong size, ulong address)
        where TOperation : struct, IRangeOperation =>
        size >= operation.Period && ((address - operation.Phase) & (operation.Period - 1)) == 0;

    private Record? FindRecord(int level, Descriptor kind, long cache)
    {
        foreach (Record record in records.AsSpan(level * RecordsPerLevel, recordCounts[level]))
        {
            if (record.Matches(kind, cache))
                return record;
        }

        return null;
    }

    private Record? BeginRecord(Stage2Mmu mmu, int level, Descriptor entry)
    {
        int free = recordCounts[level];
        if (free == RecordsPerLevel)
            return null;

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
        while (record.KeepsCache && count < most && record.Matches(entry[count].WithoutAddress, mmu.SplitCache));

        record.Add(mmu, count);
        return most - count < MinRow ? count : count + RepeatMixed(mmu, record, entry + count, level, most - count);
    }

    /// <summary>
    /// Repeats records for entries of two kinds in any order: of the kind of the record before, and of another. Where a kind always leaves
    /// the cache alike, the record of an entry follows from its kind and from that of the entry before, and 64 entries are counted by the
    /// bits of a word.
    /// </summary>
    private long RepeatMixed(Stage2Mmu mmu, Record before, Descriptor* entry, int level, long most)
    {
        Descriptor kind0 = before.Before;
        Descriptor kind1 = entry->WithoutAddress;
        if (kind0 == kind1 || FindRecord(level, kind1, before.CacheAfter) is not { } from0To1)
            return 0;

        Record? from0To0 = FindRecord(level, kind0, before.CacheAfter);
        Record? from1To0 = FindRecord(level, kind0, from0To1.CacheAfter);
        Record? from1To1 = FindRecord(level, kind1, from0To1.CacheAfter);
        if (!before.EndsLike(from0To0) || !before.EndsLike(from1To0) || !from0To1.EndsLike(from1To1))
            return 0;

        long all = 0;
        long of0To0 = 0;
        long of0To1 = 0;
        long of1To0 = 0;
        ulong last = 0;
        for (int length = WordBits; length == WordBits; all += length)
        {
            length = Classify(entry + all, (int)Math.Min(WordBits, most - all), kind0, kind1, out ulong to1);
            ulong from1 = (to1 << 1) | last;
            ulong unknown = (from0To0 is null ? ~(from1 | to1) : 0)
                | (from1To0 is null ? from1 & ~to1 : 0)
                | (from1To1 is null ? from1 & to1 : 0);
            length = Math.Min(length, BitOperations.TrailingZeroCount(unknown));
            if (length == 0)
                break;

            ulong mask = ulong.MaxValue >> (WordBits - length);
            of0To0 += BitOperations.PopCount(~(from1 | to1) & mask);
            of0To1 += BitOperations.PopCount(~from1 & to1 & mask);
            of1To0 += BitOperations.PopCount(from1 & ~to1 & mask);
            Replace(entry + all, length, before, from0To1);
            last = (to1 >> (length - 1)) & 1;
        }

        from0To0?.Add(mmu, of0To0);
        from0To1.Add(mmu, of0To1);
        from1To0?.Add(mmu, of1To0);
        from1To1?.Add(mmu, all - of0To0 - of0To1 - of1To0);
        mmu.SplitCache = last == 0 ? before.CacheAfter : from0To1.CacheAfter;
        return all;
    }

    /// <summary>Which of neighbouring entries are of the second kind, the first one in the lowest bit, up to one that is of
    /// neither.</summary>
    /// <returns>How many are of one kind or the other.</returns>
    private static int Classify(Descriptor* entry, int count, Descriptor kind0, Descriptor kind1, out ulong isKind1)
    {
        Vector128<ulong> address = Vector128.Create(Descriptor.OutputAddressMask);
        Vector128<ulong> zeros = Vector128.Create(kind0.Bits);
        Vector128<ulong> ones = Vector128.Create(kind1.Bits);
        isKind1 = 0;
        int done = 0;
        for (; done < count - 1; done += 2)
        {
            Vector128<ulong> kinds = Vector128.AndNot(*(Vector128<ulong>*)(entry + done), address);
            Vector128<ulong> one = Vector128.Equals(kinds, ones);
            if ((one | Vector128.Equals(kinds, zeros)) != Vector128<ulong>.AllBitsSet)
                break;

            isKind1 |= (ulong)one.ExtractMostSignificantBits() << done;
        }

        return done;
    }

    /// <summary>Makes of entries of two kinds what records of these kinds say.</summary>
    private static void Replace(Descriptor* entry, int count, Record kind0, Record kind1)
    {
        Vector128<ulong> address = Vector128.Create(Descriptor.OutputAddressMask);
        Vector128<ulong> ones = Vector128.Create(kind1.Before.Bits);
        Vector128<ulong> change = Vector128.Create(kind0.Change);
        Vector128<ulong> differences = Vector128.Create(kind0.Change ^ kind1.Change);
        int done = 0;
        for (; done < count - 1; done += 2)
        {
            Vector128<ulong> values = *(Vector128<ulong>*)(entry + done);
            Vector128<ulong> one = Vector128.Equals(Vector128.AndNot(values, address), ones);
            *(Vector128<ulong>*)(entry + done) = values ^ change ^ (one & differences);
        }

        if (done < count)
            entry[done] = (entry[done].WithoutAddress == kind1.Before ? kind1 : kind0).After(entry[done]);
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

        /// <summary>The descriptor before, its address aside: the region's kind.</summary>
        internal Descriptor Before => before;

        /// <summary>Pages in the split cache after.</summary>
        internal long CacheAfter => cacheAfter;

        internal bool KeepsCache => cacheBefore == cacheAfter;

        /// <summary>The bits of the descriptor that change.</summary>
        internal ulong Change => before.Bits ^ after.Bits;

        internal bool Matches(Descriptor kind, long cache) => kind == before && cache == cacheBefore;

        /// <summary>Whether another record of this kind, if there is one, leaves the same behind.</summary>
        internal bool EndsLike(Record? other) => other is null || (other.after == after && other.cacheAfter == cacheAfter);

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
                counts[changedCounters[i]] += changes[i] * times;

            mmu.SplitCache = cacheAfter;
        }
    }
}
