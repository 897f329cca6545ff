using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>
/// The part of CLEAR_DIRTY_LOG that touches stage 2: for each 64-page word, counted from the slot's base, the range from its lowest
/// to its highest selected page is write-protected and split. Ioctls of <see cref="VmConfiguration.ClearPages"/> end with a flush of the
/// slot each; the flush at the end of one ioctl over the slot is the caller's.
/// </summary>
internal struct ClearLog : IRangeOperation
{
    private const int WordPages = PageSelection.WordPages;

    /// <summary>The most pages of one batch. Source: HACDBS v3, July 2026: a 4K buffer of 8-byte entries.</summary>
    private const ulong MaxBatch = 512;

    [ThreadStatic]
    private static StepCounters? uncounted;

    private readonly PageSelection pages;
    private readonly ulong slotBase;
    private readonly ulong pageSize;
    private readonly ulong ioctlPages;
    private readonly ulong block;
    private readonly bool oncePerBlock;
    private readonly bool walks;
    private readonly SplitLoop split;

    /// <summary>Up to here the blocks have been split in this ioctl, or had nothing to split.</summary>
    private ulong splitUpTo;

    internal ClearLog(VmConfiguration configuration, PageSelection pages)
    {
        this.pages = pages;
        slotBase = configuration.Base;
        pageSize = configuration.Geometry.PageSize;
        split = new SplitLoop(configuration);
        ioctlPages = configuration.ClearPages;
        block = configuration.Geometry.GranuleSize(Stage2Geometry.LastLevel - 1);
        oncePerBlock = configuration.Strategy.Hints.ClearSplit == ClearSplit.OncePerBlock;
        walks = configuration.Clean == LogCleaning.Software;
        ulong pattern = pages.Kind switch
        {
            PageSelectionKind.All or PageSelectionKind.Mask => WordPages * pageSize,
            PageSelectionKind.Stride => Math.Max(WordPages * pageSize, pages.Value),
            _ => 0,
        };

        // Where words straddle blocks, what a region's first word does depends on the region before.
        bool repeats = pattern != 0 && !(oncePerBlock && slotBase % block != 0);
        ulong period = Math.Max(Math.Max(pattern, ioctlPages * pageSize), oncePerBlock ? block : 0);
        Period = repeats && ulong.IsPow2(pattern) && (ioctlPages == 0 || ulong.IsPow2(ioctlPages)) ? period : 0;
    }

    public ulong Period { get; }

    public readonly ulong Phase => slotBase;

    /// <summary>Whether any page was selected so far.</summary>
    internal bool SelectedAny { get; private set; }

    public bool Apply(Stage2Mmu mmu, ulong start, ulong end)
    {
        ulong page = (start - slotBase) / pageSize;
        ulong last = (end - slotBase) / pageSize;
        if (ioctlPages == 0)
        {
            SelectedAny |= ClearIoctl(mmu, page, last);
            return true;
        }

        for (ulong next; page < last; page = next)
        {
            next = Math.Min(last, ((page / ioctlPages) + 1) * ioctlPages);
            splitUpTo = 0;
            if (ClearIoctl(mmu, page, next))
                End(mmu, page, next);
        }

        return true;
    }

    /// <summary>Ends an ioctl over some pages of which at least one was selected: the batches that the CPU cleans, and the flush.</summary>
    internal readonly void End(Stage2Mmu mmu, ulong page, ulong last)
    {
        if (!walks)
        {
            ulong selected = 0;
            for (; page < last; page += WordPages)
                selected += ulong.PopCount(pages.Word(page, last, pageSize));

            mmu.Count(CounterLayout.CleanBatches) += (long)((selected + MaxBatch - 1) / MaxBatch);
        }

        mmu.FlushRange(mmu.Configuration.Memory);
    }

    /// <summary>Makes the selected pages of a word clean, which no walk of the kernel does.</summary>
    private readonly void CleanByCpu(Stage2Mmu mmu, ulong address, ulong word)
    {
        StepCounters counted = mmu.Counters;
        mmu.Counters = uncounted ??= new StepCounters();
        while (word != 0)
        {
            int skip = BitOperations.TrailingZeroCount(word);
            int run = BitOperations.TrailingZeroCount(~(word >> skip));
            ulong from = address + ((ulong)skip * pageSize);
            ClearBitWalk.WriteProtect(mmu, from, from + ((ulong)run * pageSize));
            word = skip + run < WordPages ? word & (ulong.MaxValue << (skip + run)) : 0;
        }

        mmu.Counters = counted;
    }

    /// <summary>What one ioctl does, its flush aside; false if no bit is set.</summary>
    private bool ClearIoctl(Stage2Mmu mmu, ulong page, ulong last)
    {
        bool any = false;
        for (; page < last; page = NextWord(page))
        {
            ulong word = pages.Word(page, last, pageSize);
            if (word == 0)
                continue;

            any = true;
            ulong from = slotBase + ((page + (ulong)BitOperations.TrailingZeroCount(word)) * pageSize);
            ulong to = slotBase + ((page + (ulong)BitOperations.Log2(word) + 1) * pageSize);
            if (walks)
                ClearBitWalk.WriteProtect(mmu, from, to);

            // What the split leaves undone stays a block: the ioctl does not fail.
            if (split.IsEager && !(oncePerBlock && to <= splitUpTo) && split.Apply(mmu, from, to))
                splitUpTo = (to + block - 1) & ~(block - 1);

            if (!walks)
                CleanByCpu(mmu, slotBase + (page * pageSize), word);
        }

        return any;
    }

    /// <summary>The next word that can have a selected page.</summary>
    private readonly ulong NextWord(ulong page) => pages.Kind switch
    {
        PageSelectionKind.Page when page < pages.Value => Math.Max(page + WordPages, pages.Value / WordPages * WordPages),
        _ => page + WordPages,
    };
}
