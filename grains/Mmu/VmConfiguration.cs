using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu;

/// <summary>Everything that decides what one simulated VM's stage-2 MMU does.</summary>
public sealed record VmConfiguration
{
    /// <summary>Where the memslot starts unless asked otherwise: 1 GiB.</summary>
    public const ulong DefaultBase = 1UL << 30;

    private const int MaxHdbssEntries = 1 << 18;

    /// <summary>Size of the memslot in bytes, a multiple of the page size.</summary>
    public required ulong Memory { get; init; }

    /// <summary>IPA of the memslot in bytes, a multiple of the page size.</summary>
    public ulong Base { get; init; } = DefaultBase;

    /// <summary>log2 of the page size: 12, 14 or 16.</summary>
    public int PageShift { get; init; } = 12;

    /// <summary>Input address size in bits.</summary>
    public int IaBits { get; init; } = 40;

    /// <summary>Whether the CPU has FEAT_S2FWB, which makes data cache cleans at unmap unnecessary.</summary>
    public bool Fwb { get; init; } = true;

    /// <summary>Whether the CPU has FEAT_TLBIRANGE.</summary>
    public bool TlbiRange { get; init; } = true;

    /// <summary>How the slot is backed.</summary>
    public Backing Backing { get; init; }

    /// <summary>The split strategy.</summary>
    public SplitStrategy Strategy { get; init; } = SplitStrategies.Baseline;

    /// <summary>The split loop's chunk; 2M unless asked otherwise.</summary>
    public SplitChunk Chunk { get; init; } = new(2UL << 20);

    /// <summary>Pages of each CLEAR ioctl, a multiple of 64; 0 for one ioctl over the slot.</summary>
    public ulong ClearPages { get; init; }

    /// <summary>
    /// Whether a block is replaced by a table in two stores with an invalid entry between them. False where the CPU allows one store
    /// (FEAT_BBM level 3); only proposed for stage 2 (RFC of July 2026).
    /// </summary>
    public bool NeedsBreakBeforeMake { get; init; } = true;

    /// <summary>How writes are tracked while dirty logging is on.</summary>
    public DirtyTracking DirtyTracking { get; init; }

    /// <summary>Entries of a vCPU's buffer with <see cref="DirtyTracking.Hdbss"/>: a power of two up to 262,144.</summary>
    public int HdbssEntries { get; init; } = 512;

    /// <summary>How CLEAR makes pages clean.</summary>
    public LogCleaning Clean { get; init; }

    /// <summary>Whose rules are followed where kernels differ.</summary>
    public KernelDialect Kernel { get; init; } = KernelDialect.LinuxNext;

    /// <summary>The tree's shape.</summary>
    public Stage2Geometry Geometry => new(PageShift, IaBits);

    /// <summary>One byte beyond the slot.</summary>
    public ulong End => Base + Memory;

    /// <summary>Whether the slot holds a whole block of the size that its backing is to be mapped by; a backing of pages has none to
    /// hold. Where it does not, stage 2 maps it by smaller blocks or by pages.</summary>
    public bool HoldsItsBlocks
    {
        get
        {
            ulong block = Backing.Kind == BackingKind.Blocks1G ? Geometry.LargestBlock
                : Backing.MapsBlocks ? Geometry.GranuleSize(Stage2Geometry.LastLevel - 1) : 1;
            return ((Base + block - 1) & ~(block - 1)) + block <= End;
        }
    }

    /// <summary>Every reason why no VM can be made from this, in sentences; empty if one can.</summary>
    public IEnumerable<string> Errors()
    {
        if (PageShift is not (12 or 14 or 16))
        {
            yield return $"granule: a page shift of {PageShift} does not exist; use 4K, 16K or 64K.";
            yield break;
        }

        if (IaBits is < Stage2Geometry.MinIaBits or > Stage2Geometry.MaxIaBits)
        {
            yield return $"ia_bits: {IaBits} is outside {Stage2Geometry.MinIaBits} to {Stage2Geometry.MaxIaBits}.";
            yield break;
        }

        ulong page = 1UL << PageShift;
        if (Memory == 0 || Memory % page != 0)
            yield return $"memory: {Memory} bytes is not a positive multiple of the {ByteSize.Format(page)} page.";

        if (Base % page != 0)
            yield return $"base: 0x{Base:x} is not a multiple of the {ByteSize.Format(page)} page.";

        ulong limit = 1UL << IaBits;
        if (Memory > limit || Base > limit || Base + Memory > limit)
        {
            yield return $"memory: a slot of {ByteSize.Format(Memory)} at 0x{Base:x} ends beyond 2^{IaBits}; use larger ia_bits or a "
                + $"smaller slot.";
        }

        if (HdbssEntries is < 1 or > MaxHdbssEntries || !int.IsPow2(HdbssEntries))
            yield return $"hdbss-entries: {HdbssEntries} is not a power of two from 1 to {MaxHdbssEntries}.";

        bool splits = Strategy.Hints.Eager && Chunk.Bytes != 0;
        if (DirtyTracking == DirtyTracking.Hdbss && !splits && Backing.MapsBlocks)
        {
            yield return "dirty-tracking: hdbss without eager splitting would log one entry for all of a block; choose a chunk, or "
                + "backing 4k.";
        }

        if (ClearPages % PageSelection.WordPages != 0)
            yield return $"clear-pages: {ClearPages} is not a multiple of {PageSelection.WordPages}, the pages of one word of the log.";

        if (Chunk.Bytes != 0 && !Chunk.IsWhole && (Chunk.Bytes < page || !ulong.IsPow2(Chunk.Bytes)))
        {
            yield return $"chunk: {Chunk.Bytes} is not a power of two of at least one {ByteSize.Format(page)} page; use such a size, 0 "
                + $"or whole.";
        }
    }
}
