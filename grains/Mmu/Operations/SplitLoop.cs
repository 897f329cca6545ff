using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>The loop that splits a range chunk by chunk and fills the page cache before each chunk, best effort.</summary>
internal readonly struct SplitLoop : IRangeOperation
{
    private readonly ulong chunk;
    private readonly long capacity;

    internal SplitLoop(VmConfiguration configuration)
    {
        SplitChunk chosen = configuration.Strategy.Hints.Eager ? configuration.Chunk : SplitChunk.None;
        chunk = chosen.Bytes;
        capacity = Capacity(configuration.Geometry, chosen.IsWhole ? configuration.Memory : chosen.Bytes);
    }

    /// <summary>Whether there is anything to do.</summary>
    internal bool IsEager => chunk != 0;

    public ulong Period => chunk == SplitChunk.Whole.Bytes ? 0 : chunk;

    public ulong Phase => 0;

    public bool Apply(Stage2Mmu mmu, ulong start, ulong end)
    {
        while (start < end)
        {
            if (!mmu.TopUpSplitCache(capacity))
                return false;

            ulong next = chunk == SplitChunk.Whole.Bytes ? end : Math.Min(end, (start & ~(chunk - 1)) + chunk);
            mmu.Count(CounterLayout.SplitChunks)++;
            if (!SplitWalk.Run(mmu, start, next))
                return false;

            start = next;
        }

        return true;
    }

    /// <summary>Table pages that a chunk can need: one for each level-1 and level-2 block that fits it, rounded up.</summary>
    private static long Capacity(Stage2Geometry geometry, ulong bytes)
    {
        long pages = 0;
        for (int level = geometry.MinBlockLevel; level < Stage2Geometry.LastLevel; level++)
        {
            ulong block = geometry.GranuleSize(level);
            pages += (long)((bytes / block) + (bytes % block == 0 ? 0UL : 1UL));
        }

        return pages;
    }
}
