namespace S2Grid.Grains.Leases;

/// <summary>A set of run indexes, kept as ascending ranges that neither overlap nor touch: a few entries for a billion runs.</summary>
internal sealed class RangeSet
{
    private readonly List<(long Start, long End)> ranges = [];

    /// <summary>How many indexes are in the set.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the indexes from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    public void Add(long start, long end)
    {
        if (start >= end)
            return;
        int first = FirstEndingAtOrAfter(start);
        int beyond = first;
        for (; beyond < ranges.Count && ranges[beyond].Start <= end; beyond++)
        {
            start = Math.Min(start, ranges[beyond].Start);
            end = Math.Max(end, ranges[beyond].End);
            Count -= ranges[beyond].End - ranges[beyond].Start;
        }

        ranges.RemoveRange(first, beyond - first);
        ranges.Insert(first, (start, end));
        Count += end - start;
    }

    /// <summary>Removes the indexes from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    public void Remove(long start, long end)
    {
        foreach ((long from, long to) in Within(start, end))
        {
            int at = FirstEndingAtOrAfter(to);
            (long Start, long End) whole = ranges[at];
            ranges.RemoveAt(at);
            if (to < whole.End)
                ranges.Insert(at, (to, whole.End));
            if (whole.Start < from)
                ranges.Insert(at, (whole.Start, from));
            Count -= to - from;
        }
    }

    /// <summary>The parts of the set from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    public IReadOnlyList<(long Start, long End)> Within(long start, long end)
    {
        var parts = new List<(long Start, long End)>();
        for (int i = FirstEndingAtOrAfter(start + 1); start < end && i < ranges.Count && ranges[i].Start < end; i++)
            parts.Add((Math.Max(start, ranges[i].Start), Math.Min(end, ranges[i].End)));
        return parts;
    }

    /// <summary>Whether an index from <paramref name="start"/> up to but not including <paramref name="end"/> is in the set.</summary>
    public bool Overlaps(long start, long end)
    {
        int at = FirstEndingAtOrAfter(start + 1);
        return start < end && at < ranges.Count && ranges[at].Start < end;
    }

    /// <summary>The lowest indexes that are not in the set, as a range; null if there are none below <paramref name="limit"/>.</summary>
    public (long Start, long End)? FirstGap(long limit)
    {
        bool atZero = ranges.Count > 0 && ranges[0].Start == 0;
        long start = atZero ? ranges[0].End : 0;
        int next = atZero ? 1 : 0;
        long end = next < ranges.Count ? Math.Min(ranges[next].Start, limit) : limit;
        return start < end ? (start, end) : null;
    }

    private int FirstEndingAtOrAfter(long index)
    {
        int low = 0;
        int high = ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ranges[middle].End < index)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
