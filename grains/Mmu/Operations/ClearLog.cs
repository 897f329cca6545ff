using System.Numerics;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>
/// The part of CLEAR_DIRTY_LOG that touches stage 2: for each 64-page word, counted from the slot's base, the range from its lowest
/// to its highest selected page is write-protected and split. The flush at the end of the ioctl is the caller's.
/// </summary>
internal struct ClearLog : IRangeOperation
{
    private const int WordPages = PageSelection.WordPages;

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
            ulong word = pages.Word(page, last, pageSize);
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
}
