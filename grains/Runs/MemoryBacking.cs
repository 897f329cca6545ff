using S2Grid.Mmu;

namespace S2Grid.Runs;

/// <summary>What backs guest memory, as the field names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mappings">The mappings that the simulator makes of it.</param>
/// <param name="HugePageBytes">The size of its huge pages where they come from a pool, in bytes; else 0.</param>
public sealed record MemoryBacking(string Name, BackingKind Mappings, ulong HugePageBytes = 0)
{
    /// <summary>Small pages.</summary>
    public static MemoryBacking Pages { get; } = new("4k", BackingKind.Pages);

    /// <summary>Transparent huge pages.</summary>
    public static MemoryBacking Thp { get; } = new("thp", BackingKind.Blocks2M);

    /// <summary>Huge pages of 2M from the pool.</summary>
    public static MemoryBacking Hugetlb2M { get; } = new("hugetlb-2m", BackingKind.Blocks2M, 2UL << 20);

    /// <summary>Huge pages of 1G from the pool.</summary>
    public static MemoryBacking Hugetlb1G { get; } = new("hugetlb-1g", BackingKind.Blocks1G, 1UL << 30);

    /// <summary>Shared memory, which machines have and the simulator has not. Without huge pages of its own, which are reported, it is mapped page by page.</summary>
    public static MemoryBacking SharedMemory { get; } = new("shmem", BackingKind.Pages);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MemoryBacking> All { get; } = [Pages, Thp, Hugetlb2M, Hugetlb1G, SharedMemory];

    /// <summary>The mappings where THP backs a share of the memory.</summary>
    public Backing With(ThpCoverage coverage) => this == Thp && coverage != ThpCoverage.Full
        ? new Backing(BackingKind.PartialThp, coverage.Percent, coverage.Seed)
        : new Backing(Mappings);
}
