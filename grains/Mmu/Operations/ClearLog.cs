using System.Numerics;

namespace S2Grid.Mmu;

/// <summary>
/// The part of CLEAR_DIRTY_LOG that touches stage 2: for each 64-page word, counted from the slot's base, the range from its lowest
/// to its highest selected page is write-protected and split. The flush at the end of the ioctl is the caller's.
/// </summary>
internal struct ClearLog : IRangeOperation
{
    private const int WordPages = 64;

    private readonly PageSelection pages;
    private readonly ulong slotBase;
    private readonly ulong pageSize;
    private readonly SplitLoop split;

    internal ClearLog(VmConfiguration configuration, PageSelection pages)
    {
        this.pages = pages;
        slotBase = configuration.Base;
        pageSize = configuration.Geometry.PageSize;
        split = new SplitLoop(configuration);
        ulong word = WordPages * pageSize;
        Period = pages.Kind switch
        {
            PageSelectionKind.All or PageSelectionKind.Mask => word,
            PageSelectionKind.Stride when ulong.IsPow2(pages.Value) => Math.Max(word, pages.Value),
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public ulong Period { get; }

    /// <inheritdoc/>
    public readonly ulong Phase => slotBase;

    /// <summary>Whether any page was selected so far.</summary>
    internal bool SelectedAny { get; private set; }

    /// <inheritdoc/>
    public bool Apply(Stage2Mmu mmu, ulong start, ulong end)
    {
        ulong page = (start - slotBase) / pageSize;
        ulong last = (end - slotBase) / pageSize;
        for (; page < last; page = NextWord(page))
        {
            int count = (int)Math.Min(WordPages, last - page);
            ulong word = Word(page, count);
            if (word == 0)
            {
                continue;
            }

            SelectedAny = true;
            ulong from = slotBase + ((page + (ulong)BitOperations.TrailingZeroCount(word)) * pageSize);
            ulong to = slotBase + ((page + (ulong)BitOperations.Log2(word) + 1) * pageSize);
            ClearBitWalk.WriteProtect(mmu, from, to);
            if (split.IsEager)
            {
                // What the split leaves undone stays a block: the ioctl does not fail.
                _ = split.Apply(mmu, from, to);
            }
        }

        return true;
    }

    /// <summary>The next word that can have a selected page.</summary>
    private readonly ulong NextWord(ulong page) => pages.Kind switch
    {
        PageSelectionKind.Page when page < pages.Value => Math.Max(page + WordPages, pages.Value / WordPages * WordPages),
        _ => page + WordPages,
    };

    private readonly ulong Word(ulong page, int count)
    {
        ulong all = count == WordPages ? ulong.MaxValue : (1UL << count) - 1;
        switch (pages.Kind)
        {
            case PageSelectionKind.All:
                return all;
            case PageSelectionKind.Mask:
                return pages.Value & all;
            default:
                ulong word = 0;
                for (int i = 0; i < count; i++)
                {
                    word |= pages.Contains(page + (ulong)i, pageSize) ? 1UL << i : 0;
                }

                return word;
        }
    }
}
