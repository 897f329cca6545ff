namespace S2Grid.Mmu;

/// <summary>How the host backs guest memory, and so how large the mappings of a populated slot are.</summary>
public enum BackingKind
{
    /// <summary>Pages only.</summary>
    Pages,

    /// <summary>2M blocks wherever they fit (transparent huge pages fully obtained, or 2M hugetlb).</summary>
    Blocks2M,

    /// <summary>1G blocks wherever they fit, else as <see cref="Blocks2M"/>.</summary>
    Blocks1G,

    /// <summary>2M blocks where the number of the 2M range (address divided by 2M) is even, pages elsewhere.</summary>
    AlternatingThp,

    /// <summary>2M blocks for a seeded share of the 2M ranges, pages elsewhere.</summary>
    PartialThp,

    /// <summary>Nothing is mapped: a slot with holes, as replay files have it.</summary>
    None,

    /// <summary>Only the 2M blocks at even positions from the slot's base: a slot with holes, as replay files have it.</summary>
    EvenBlocksOnly,

    /// <summary>Only the first and the last page of the slot: a slot with holes, as replay files have it.</summary>
    FirstAndLastPage,
}
