namespace S2Grid.Mmu;

/// <summary>Which pages of a slot a step touches, in pages of the granule counted from the slot's base.</summary>
/// <param name="Kind">How pages are chosen.</param>
/// <param name="Value">A page number, a stride in bytes, or a mask, as <paramref name="Kind"/> says.</param>
/// <param name="Fraction">For <see cref="PageSelectionKind.Random"/>: the probability of each page, 0 to 1.</param>
/// <param name="Seed">For <see cref="PageSelectionKind.Random"/>: which pages these are.</param>
public readonly record struct PageSelection(PageSelectionKind Kind, ulong Value = 0, double Fraction = 0, ulong Seed = 0)
{
    /// <summary>Pages of a word, as dirty logs have them.</summary>
    public const int WordPages = 64;

    /// <summary>Every page.</summary>
    public static PageSelection All => default;

    /// <summary>Whether page number <paramref name="page"/> is selected.</summary>
    /// <param name="page">Page number from the slot's base.</param>
    /// <param name="pageSize">Page size in bytes.</param>
    public bool Contains(ulong page, ulong pageSize) => Kind switch
    {
        PageSelectionKind.All => true,
        PageSelectionKind.Page => page == Value,
        PageSelectionKind.Stride => page * pageSize % Value == 0,
        PageSelectionKind.Mask => (Value >> (int)(page % 64) & 1) != 0,
        _ => SplitMix64.UnitInterval(Seed, page) < Fraction,
    };

    /// <summary>How many of the first <paramref name="pages"/> pages are selected.</summary>
    /// <param name="pages">Number of pages.</param>
    /// <param name="pageSize">Page size in bytes.</param>
    public ulong Count(ulong pages, ulong pageSize)
    {
        if (Kind == PageSelectionKind.All)
            return pages;

        ulong count = 0;
        for (ulong first = 0; first < pages; first += WordPages)
            count += ulong.PopCount(Word(first, pages, pageSize));

        return count;
    }

    /// <summary>
    /// Which pages of the 64 from page number <paramref name="first"/>, a multiple of 64, are selected and come before
    /// <paramref name="end"/>; the first one is the lowest bit.
    /// </summary>
    internal ulong Word(ulong first, ulong end, ulong pageSize)
    {
        ulong word = Kind switch
        {
            PageSelectionKind.All => ulong.MaxValue,
            PageSelectionKind.Mask => Value,
            PageSelectionKind.Random => SplitMix64.SelectBelow(Fraction, Seed, first),
            _ => OneByOne(first, pageSize),
        };
        return end - first < WordPages ? word & ((1UL << (int)(end - first)) - 1) : word;
    }

    /// <summary>Reads <c>all</c>, <c>page=5</c>, <c>stride=2M</c>, <c>mask=0x10</c> or <c>random=0.1,seed=7</c>.</summary>
    public static bool TryParse(string text, out PageSelection selection)
    {
        selection = default;
        if (text == "all")
            return true;

        string[] parts = text.Split(['=', ',']);
        switch (parts)
        {
            case ["page", var page] when ulong.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number):
                selection = new PageSelection(PageSelectionKind.Page, number);
                return true;
            case ["stride", var stride] when ByteSize.TryParse(stride, out ulong bytes) && bytes > 0:
                selection = new PageSelection(PageSelectionKind.Stride, bytes);
                return true;
            case ["mask", ['0', 'x' or 'X', .. var hex]]
                when ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong mask) && mask != 0:
                selection = new PageSelection(PageSelectionKind.Mask, mask);
                return true;
            case ["random", var fraction, "seed", var seed]
                when double.TryParse(fraction, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
                    out double share)
                    && share is >= 0 and <= 1
                    && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number):
                selection = new PageSelection(PageSelectionKind.Random, 0, share, number);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The form that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        PageSelectionKind.All => "all",
        PageSelectionKind.Page => string.Create(CultureInfo.InvariantCulture, $"page={Value}"),
        PageSelectionKind.Stride => $"stride={ByteSize.Format(Value)}",
        PageSelectionKind.Mask => $"mask=0x{Value:x16}",
        _ => string.Create(CultureInfo.InvariantCulture, $"random={Fraction:R},seed={Seed}"),
    };

    private ulong OneByOne(ulong first, ulong pageSize)
    {
        ulong word = 0;
        for (int bit = 0; bit < WordPages; bit++)
            word |= Contains(first + (ulong)bit, pageSize) ? 1UL << bit : 0;

        return word;
    }
}
