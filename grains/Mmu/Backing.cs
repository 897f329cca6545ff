namespace S2Grid.Mmu;

/// <summary>A slot's backing. With a 16K or 64K granule read "2M" as the granule's level-2 block (32M, 512M).</summary>
/// <param name="Kind">How mapping sizes are chosen.</param>
/// <param name="CoveragePercent">For <see cref="BackingKind.PartialThp"/>: the share of block ranges that are huge, 0 to 100; else
/// 0.</param>
/// <param name="Seed">For <see cref="BackingKind.PartialThp"/>: which ranges these are; else 0.</param>
public readonly record struct Backing(BackingKind Kind, double CoveragePercent = 0, ulong Seed = 0)
{
    private static readonly Named[] Names =
    [
        new("4k", BackingKind.Pages),
        new("2m", BackingKind.Blocks2M),
        new("thp", BackingKind.Blocks2M),
        new("hugetlb-2m", BackingKind.Blocks2M),
        new("1g", BackingKind.Blocks1G),
        new("hugetlb-1g", BackingKind.Blocks1G),
        new("thp50", BackingKind.AlternatingThp),
        new("none", BackingKind.None, ForTests: true),
        new("2m-even-only", BackingKind.EvenBlocksOnly, ForTests: true),
        new("4k-first-and-last", BackingKind.FirstAndLastPage, ForTests: true),
    ];

    /// <summary>The names of the backings that a host can have, besides <c>thp:PERCENT%:SEED</c>.</summary>
    public static IReadOnlyList<string> KnownNames { get; } = [.. Names.Where(n => !n.ForTests).Select(n => n.Name)];

    /// <summary>
    /// Reads a backing's name: those of <see cref="KnownNames"/>, <c>thp:30%:7</c> for 30 % coverage with seed 7, or a name of the slots
    /// with holes that replay files use: <c>none</c>, <c>2m-even-only</c>, <c>4k-first-and-last</c>.
    /// </summary>
    public static bool TryParse(string text, out Backing backing)
    {
        foreach (Named known in Names)
        {
            if (known.Name == text)
            {
                backing = new Backing(known.Kind);
                return true;
            }
        }

        string[] parts = text.Split(':');
        if (parts is ["thp", [.. var percent, '%'], var seed]
            && double.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double coverage)
            && coverage <= 100
            && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            backing = new Backing(BackingKind.PartialThp, coverage, number);
            return true;
        }

        backing = default;
        return false;
    }

    /// <summary>The shortest name that <see cref="TryParse"/> reads back to this.</summary>
    public override string ToString() => Kind == BackingKind.PartialThp
        ? string.Create(CultureInfo.InvariantCulture, $"thp:{CoveragePercent}%:{Seed}")
        : Names.First(Matches).Name;

    /// <summary>What it is mapped by where that fits, for people, as in <c>2M blocks</c>.</summary>
    /// <param name="tree">The tree, which decides how large pages and blocks are.</param>
    public string Describe(Stage2Geometry tree)
    {
        string blocks = $"{ByteSize.Format(tree.GranuleSize(Stage2Geometry.LastLevel - 1))} blocks";
        return Kind switch
        {
            BackingKind.Pages => $"{ByteSize.Format(tree.PageSize)} pages",
            BackingKind.Blocks2M => blocks,
            BackingKind.Blocks1G => $"{ByteSize.Format(tree.LargestBlock)} blocks",
            _ => MapsBlocks ? $"{this} of {blocks}" : $"{this}",
        };
    }

    /// <summary>Whether some of it can be mapped by blocks.</summary>
    internal bool MapsBlocks => Kind is not (BackingKind.Pages or BackingKind.None or BackingKind.FirstAndLastPage);

    /// <summary>Whether the block range number <paramref name="number"/> (address divided by the level-2 block) is huge.</summary>
    internal bool IsHuge(ulong number) => Kind switch
    {
        BackingKind.Pages => false,
        BackingKind.AlternatingThp => (number & 1) == 0,
        BackingKind.PartialThp => SplitMix64.UnitInterval(Seed, number) * 100 < CoveragePercent,
        _ => true,
    };

    /// <summary>
    /// Which of the 64 block ranges from number <paramref name="first"/> on are huge, the first one in the lowest bit.
    /// </summary>
    /// <param name="first">The first range's number.</param>
    /// <param name="bound">What <see cref="HugeBound"/> says of this backing.</param>
    internal ulong HugeWord(ulong first, ulong bound) => Kind switch
    {
        BackingKind.Pages => 0,
        BackingKind.AlternatingThp => 0x5555_5555_5555_5555UL << (int)(first & 1),
        BackingKind.PartialThp => SplitMix64.SelectFirst(bound, Seed, first),
        _ => ulong.MaxValue,
    };

    /// <summary>For <see cref="BackingKind.PartialThp"/>: the number of 53 bits from which on <see cref="IsHuge"/>, which multiplies and so
    /// rounds, says no.</summary>
    internal ulong HugeBound()
    {
        ulong low = 0;
        ulong high = Kind == BackingKind.PartialThp ? SplitMix64.UnitCount : 0;
        while (low < high)
        {
            ulong middle = (low + high) / 2;
            if (SplitMix64.Unit(middle) * 100 < CoveragePercent)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private bool Matches(Named named) => named.Kind == Kind;

    private sealed record Named(string Name, BackingKind Kind, bool ForTests = false);
}
