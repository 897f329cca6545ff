namespace S2Grid.Mmu;

/// <summary>
/// The shape of a stage-2 table tree: granule, input address size, levels, entries per table and root pages.
/// Levels carry the architecture's numbers: 3 is the page level, 2 and (4K granule only) 1 can hold blocks.
/// </summary>
/// <remarks>
/// The number of levels is <c>(ia_bits - 8) / (page_shift - 3)</c> in integers and at least 2: up to sixteen
/// concatenated root pages (4 address bits) save a level. Source: Arm ARM DDI 0487, "Concatenated translation tables".
/// </remarks>
public readonly record struct Stage2Geometry
{
    /// <summary>The level of 4K, 16K or 64K pages.</summary>
    public const int LastLevel = 3;

    /// <summary>The number of level values, 0 to 3.</summary>
    public const int LevelCount = 4;

    /// <summary>The smallest input address size that is accepted, in bits.</summary>
    public const int MinIaBits = 32;

    /// <summary>The largest input address size that is accepted, in bits.</summary>
    public const int MaxIaBits = 48;

    /// <summary>Describes a tree for a granule of <c>2^pageShift</c> bytes and <paramref name="iaBits"/> address bits.</summary>
    /// <param name="pageShift">12 (4K), 14 (16K) or 16 (64K).</param>
    /// <param name="iaBits">Input address size, 32 to 48 bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another granule, or an address size out of range.</exception>
    public Stage2Geometry(int pageShift, int iaBits)
    {
        if (pageShift is not (12 or 14 or 16))
        {
            throw new ArgumentOutOfRangeException(nameof(pageShift), pageShift,
                "The granule is 4K, 16K or 64K: a page shift of 12, 14 or 16.");
        }

        if (iaBits is < MinIaBits or > MaxIaBits)
            throw new ArgumentOutOfRangeException(nameof(iaBits), iaBits, $"The input address size is {MinIaBits} to {MaxIaBits} bits.");

        PageShift = pageShift;
        IaBits = iaBits;
    }

    /// <summary>log2 of the page size: 12, 14 or 16.</summary>
    public int PageShift { get; }

    /// <summary>Input address size in bits.</summary>
    public int IaBits { get; }

    /// <summary>Page size, which is also the size of a table, in bytes.</summary>
    public ulong PageSize => 1UL << PageShift;

    /// <summary>log2 of the entries of a table.</summary>
    public int IndexBits => PageShift - 3;

    /// <summary>Entries of a table: 512, 2048 or 8192.</summary>
    public int EntriesPerTable => 1 << IndexBits;

    /// <summary>Levels of the tree.</summary>
    public int Levels => Math.Max(2, (IaBits - 8) / IndexBits);

    /// <summary>The root's level.</summary>
    public int StartLevel => LevelCount - Levels;

    /// <summary>Concatenated pages at the root.</summary>
    public int RootPages => (int)((Limit + GranuleSize(StartLevel - 1) - 1) >> GranuleShift(StartLevel - 1));

    /// <summary>Entries at the root that a walk can reach.</summary>
    public int RootEntries => (int)(Limit >> GranuleShift(StartLevel));

    /// <summary>One byte beyond the highest input address.</summary>
    public ulong Limit => 1UL << IaBits;

    /// <summary>The highest level (lowest number) whose entries can be blocks: 1 with a 4K granule, else 2.</summary>
    public int MinBlockLevel => PageShift == 12 ? 1 : 2;

    /// <summary>Bytes of the largest block: 1G, 32M or 512M.</summary>
    public ulong LargestBlock => GranuleSize(MinBlockLevel);

    /// <summary>log2 of the bytes that one entry of <paramref name="level"/> maps.</summary>
    public int GranuleShift(int level) => PageShift + ((LastLevel - level) * IndexBits);

    /// <summary>Bytes that one entry of <paramref name="level"/> maps.</summary>
    public ulong GranuleSize(int level) => 1UL << GranuleShift(level);

    /// <summary>The smallest of KVM's address sizes 40, 42, 44 and 48 that holds <paramref name="end"/>; 0 if none does.</summary>
    public static int SmallestIaBits(ulong end) =>
        end <= 1UL << 40 ? 40 : end <= 1UL << 42 ? 42 : end <= 1UL << 44 ? 44 : end <= 1UL << 48 ? 48 : 0;
}
