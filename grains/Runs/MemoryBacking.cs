namespace S2Grid.Runs;

/// <summary>What backs guest memory, as the field names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HugePageBytes">The size of its huge pages where they come from a pool, in bytes; else 0.</param>
public sealed record MemoryBacking(string Name, ulong HugePageBytes = 0)
{
    private const int SmallestPageShift = 12;
    private const int BlockLevel = Stage2Geometry.LastLevel - 1;

    /// <summary>Small pages.</summary>
    public static MemoryBacking Pages { get; } = new("4k");

    /// <summary>Transparent huge pages, of the size of the granule's level-2 block.</summary>
    public static MemoryBacking Thp { get; } = new("thp");

    /// <summary>Shared memory, which machines have and the simulator has not. Without huge pages of its own, which are reported, it is
    /// mapped page by page.</summary>
    public static MemoryBacking SharedMemory { get; } = new("shmem");

    /// <summary>All of them. Agents number them in this order.</summary>
    public static IReadOnlyList<MemoryBacking> All { get; } =
    [
        Pages, Thp, Pool("2m"), Pool("1g"), SharedMemory, Pool("64k"), Pool("32m"), Pool("512m"), Pool("16g"),
    ];

    /// <summary>The backings from a pool that a kernel with pages of <c>2^pageShift</c> bytes has, smallest first. Source: the kernel's
    /// documentation of hugetlb pages on arm64.</summary>
    public static IReadOnlyList<MemoryBacking> Pools(int pageShift) =>
    [
        .. All.Where(backing => SizesOf(pageShift).Contains(backing.HugePageBytes)).OrderBy(backing => backing.HugePageBytes),
    ];

    /// <summary>Whether a kernel with pages of <c>2^pageShift</c> bytes has it.</summary>
    public bool Exists(int pageShift) => HugePageBytes == 0 || Pools(pageShift).Contains(this);

    /// <summary>
    /// What stage 2 maps it by: pages, or the largest block that is no larger than its huge page. The contiguous bit, by which the host
    /// has huge pages of further sizes, is not used at stage 2: 64K of 4K pages stay 4K pages, 32M become blocks of 2M.
    /// </summary>
    /// <param name="pageShift">log2 of the page size.</param>
    /// <param name="coverage">How much THP backs.</param>
    public Backing Mapping(int pageShift, ThpCoverage coverage)
    {
        if (this == Thp && coverage != ThpCoverage.Full)
            return new Backing(BackingKind.PartialThp, coverage.Percent, coverage.Seed);

        int level = LevelOf(pageShift);
        return new Backing(level == 1 ? BackingKind.Blocks1G : level == BlockLevel ? BackingKind.Blocks2M : BackingKind.Pages);
    }

    /// <summary>What stage 2 maps it by where that fits, for people, as in <c>2M blocks</c>.</summary>
    /// <param name="pageShift">log2 of the page size.</param>
    public string Describe(int pageShift) => Mapping(pageShift, ThpCoverage.Full).Describe(TreeOf(pageShift));

    /// <summary>Whether its name, which is that of a 4K granule where it is of no pool, says by itself what stage 2 maps it by.</summary>
    /// <param name="pageShift">log2 of the page size.</param>
    public bool IsPlain(int pageShift) => HugePageBytes == 0 ? pageShift == SmallestPageShift
        : HugePageBytes == TreeOf(pageShift).GranuleSize(LevelOf(pageShift));

    private static Stage2Geometry TreeOf(int pageShift) => new(pageShift, Stage2Geometry.MaxIaBits);

    private static MemoryBacking Pool(string size) => new($"hugetlb-{size}", ByteSize.Parse(size));

    /// <summary>Sizes of pool pages: blocks, and as many pages or blocks as the contiguous bit joins.</summary>
    private static ulong[] SizesOf(int pageShift) => pageShift switch
    {
        12 => [64UL << 10, 2UL << 20, 32UL << 20, 1UL << 30],
        14 => [2UL << 20, 32UL << 20, 1UL << 30],
        _ => [2UL << 20, 512UL << 20, 16UL << 30],
    };

    private int LevelOf(int pageShift)
    {
        Stage2Geometry tree = TreeOf(pageShift);
        return this == Thp ? BlockLevel
            : HugePageBytes < tree.GranuleSize(BlockLevel) ? Stage2Geometry.LastLevel
            : HugePageBytes < tree.LargestBlock ? BlockLevel : tree.MinBlockLevel;
    }
}
