using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>What the walks of one VM share: its tables, its page caches, the counters of the step at hand.</summary>
internal sealed class Stage2Mmu : IDisposable
{
    /// <summary>Capacity of the per-vCPU cache of table pages. Source: KVM's arm64 build, KVM_ARCH_NR_OBJS_PER_MEMORY_CACHE = 40.</summary>
    private const long VcpuCacheCapacity = 40;

    /// <summary>The most pages that one range invalidation covers with 4K pages: 32 x 2^16. Source: FEAT_TLBIRANGE's encoding.</summary>
    private const ulong MaxRangePages = 1UL << 21;

    internal Stage2Mmu(long memoryLimit) => Tables = new Stage2Tables(memoryLimit);

    internal Stage2Tables Tables { get; }

    internal VmConfiguration Configuration { get; private set; } = null!;

    /// <summary>The counters of the step at hand.</summary>
    internal StepCounters Counters { get; set; } = new();

    /// <summary>Attributes of a freshly mapped leaf.</summary>
    internal ulong FreshAttributes { get; private set; }

    internal int StartLevel { get; private set; }

    internal ulong PageSize { get; private set; }

    /// <summary>Pages in the split cache.</summary>
    internal long SplitCache { get; set; }

    /// <summary>Pages in the per-vCPU cache.</summary>
    internal long VcpuCache { get; private set; }

    /// <summary>Pages that the host can still give to the split cache.</summary>
    internal long HostPages { get; set; }

    internal void Reset(VmConfiguration configuration)
    {
        Configuration = configuration;
        Tables.Reset(configuration.Geometry);
        FreshAttributes = Descriptor.FreshAttributes(configuration.Fwb);
        StartLevel = Tables.StartLevel;
        PageSize = configuration.Geometry.PageSize;
        SplitCache = 0;
        VcpuCache = 0;
        HostPages = long.MaxValue;
    }

    /// <summary>Puts the tables and the page caches back to an earlier state.</summary>
    internal void Restore(TableCopy tables, long splitCache, long vcpuCache, VmConfiguration configuration)
    {
        Tables.Restore(tables);
        Configuration = configuration;
        SplitCache = splitCache;
        VcpuCache = vcpuCache;
        HostPages = long.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref long Count(int counter, int level = 0) => ref Counters.At(counter + level);

    /// <summary>The counters of the walks that the step itself makes.</summary>
    internal WalkCounters WalkCounts => new(Counters, CounterLayout.Walk);

    /// <summary>Fills the per-vCPU cache if it could run out within one fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TopUpVcpuCache()
    {
        if (VcpuCache < Stage2Geometry.LastLevel - StartLevel)
        {
            Count(CounterLayout.Topups)++;
            Count(CounterLayout.TopupPages) += VcpuCacheCapacity - VcpuCache;
            VcpuCache = VcpuCacheCapacity;
        }
    }

    /// <summary>Takes table pages from the per-vCPU cache.</summary>
    internal void TakeVcpuPages(long pages)
    {
        VcpuCache -= pages;
        Count(CounterLayout.TablesAllocated) += pages;
    }

    /// <summary>
    /// <paramref name="faults"/> faults that each take one page, with a top-up before each and one before the fault that follows it, in
    /// closed form: the first top-up comes when the pages above the minimum are used up, then one for each (capacity - minimum + 1) pages.
    /// </summary>
    internal void TakeVcpuPagesOneByOne(long faults)
    {
        TopUpVcpuCache();
        long minimum = Stage2Geometry.LastLevel - StartLevel;
        long period = VcpuCacheCapacity - minimum + 1;
        long untilFirst = VcpuCache - minimum + 1;
        long topups = faults < untilFirst ? 0 : 1 + ((faults - untilFirst) / period);
        Count(CounterLayout.Topups) += topups;
        Count(CounterLayout.TopupPages) += topups * period;
        Count(CounterLayout.TablesAllocated) += faults;
        VcpuCache += (topups * period) - faults;
    }

    /// <summary>Drops the lock and fills the split cache if it holds less than <paramref name="capacity"/>.</summary>
    /// <returns>Whether it holds <paramref name="capacity"/> pages now.</returns>
    internal bool TopUpSplitCache(long capacity)
    {
        if (SplitCache >= capacity)
            return true;

        long pages = Math.Min(capacity - SplitCache, HostPages);
        Count(CounterLayout.LockDrops)++;
        Count(CounterLayout.Topups)++;
        Count(CounterLayout.TopupPages) += pages;
        SplitCache += pages;
        HostPages -= HostPages == long.MaxValue ? 0 : pages;
        return SplitCache >= capacity;
    }

    /// <summary>Invalidates a range of <paramref name="bytes"/>: in pieces of at most 2^21 pages, or by VMID without
    /// FEAT_TLBIRANGE.</summary>
    internal void FlushRange(ulong bytes)
    {
        if (!Configuration.TlbiRange)
        {
            Count(CounterLayout.TlbiVmid)++;
            return;
        }

        ulong pages = bytes / PageSize;
        Count(CounterLayout.TlbiRange) += (long)((pages + MaxRangePages - 1) / MaxRangePages);
        Count(CounterLayout.TlbiRangePages) += (long)pages;
    }

    /// <summary>Whether unmap leaves leaf invalidation to one range flush at its end.</summary>
    internal bool DefersUnmapFlush => Configuration.TlbiRange && Configuration.Fwb;

    public void Dispose() => Tables.Dispose();
}
