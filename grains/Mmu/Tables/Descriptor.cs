using System.Runtime.CompilerServices;

namespace S2Grid.Mmu.Tables;

/// <summary>One stage-2 descriptor, in the architecture's format: 64 bits that are stored in the tables as they are.</summary>
/// <remarks>
/// <code>
///   63      58 57 56  55  54  53      48 47                     12 11 10 9   8 7    6   5    2  1      0
/// +-----------+-----+---+------+--------+------------------------+--+--+------+----+---+------+-----+-----+
/// |           |LEAF | U | XN   |        | output address         |  |AF|  SH  | W  | R |MEMATTR|TYPE |VALID|
/// +-----------+-----+---+------+--------+------------------------+--+--+------+----+---+------+-----+-----+
/// </code>
/// LEAF and U are software bits. U marks a uniform subtree: a table descriptor without a table behind it that stands for
/// leaves of level LEAF which map one contiguous output range (beginning at the output address) with one set of attributes.
/// A table descriptor without U holds the address of its table. Source: Arm ARM DDI 0487, "Stage 2 VMSAv8-64 translation
/// table level 0-3 descriptors".
/// </remarks>
public readonly record struct Descriptor(ulong Bits)
{
    internal const ulong ValidBit = 1UL << 0;
    internal const ulong TableBit = 1UL << 1;
    internal const ulong TypeMask = ValidBit | TableBit;
    internal const ulong ReadBit = 1UL << 6;
    internal const ulong WriteBit = 1UL << 7;
    internal const ulong InnerShareable = 3UL << 8;
    internal const ulong AccessFlag = 1UL << 10;
    internal const ulong MemAttrFwbNormal = 6UL << 2;
    internal const ulong MemAttrNormal = 0xfUL << 2;
    internal const ulong MemAttrMask = 0xfUL << 2;
    internal const ulong ExecuteNever = 1UL << 54;
    internal const int UniformShift = 55;
    internal const ulong UniformBit = 1UL << UniformShift;
    internal const int LeafLevelShift = 56;
    internal const ulong LeafLevelMask = 3UL << LeafLevelShift;
    internal const ulong SoftwareMask = UniformBit | LeafLevelMask;
    internal const ulong OutputAddressMask = ((1UL << 48) - 1) & ~((1UL << 12) - 1);

    /// <summary>The bits that count as leaf attributes: 11..2 and 63..50.</summary>
    public const ulong AttributeMask = 0xffcUL | (0x3fffUL << 50);

    /// <summary>The output address of a populated page is its IPA plus this.</summary>
    public const ulong OutputOffset = 1UL << 46;

    /// <summary>Whether the entry is valid: a leaf or a table.</summary>
    public bool IsValid => (Bits & ValidBit) != 0;

    /// <summary>Whether the guest may write through this leaf.</summary>
    public bool IsWritable => (Bits & WriteBit) != 0;

    /// <summary>Whether this stands for a whole uniform subtree.</summary>
    public bool IsUniform => (Bits & UniformBit) != 0;

    /// <summary>The level of the leaves of a uniform subtree.</summary>
    public int UniformLeafLevel => (int)((Bits & LeafLevelMask) >> LeafLevelShift);

    /// <summary>Bits 47..12: the output address of a leaf, or where the table is.</summary>
    public ulong OutputAddress => Bits & OutputAddressMask;

    /// <summary>The leaf attributes, bits 11..2 and 63..50.</summary>
    public ulong Attributes => Bits & AttributeMask & ~SoftwareMask;

    /// <summary>Whether the entry points to a next-level table (real or uniform).</summary>
    public bool IsTable(int level) => level < Stage2Geometry.LastLevel && (Bits & TypeMask) == TypeMask;

    /// <summary>Whether the entry is a valid block or page.</summary>
    public bool IsLeaf(int level) => IsValid && !IsTable(level);

    /// <summary>The attributes of a freshly mapped, readable, writable, executable leaf: 0x7d8 with FWB, else 0x7fc.</summary>
    public static ulong FreshAttributes(bool fwb) =>
        (fwb ? MemAttrFwbNormal : MemAttrNormal) | ReadBit | WriteBit | InnerShareable | AccessFlag;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Leaf(int level, ulong outputAddress, ulong attributes) =>
        outputAddress | attributes | (level == Stage2Geometry.LastLevel ? TypeMask : ValidBit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Uniform(int leafLevel, ulong outputAddress, ulong attributes) =>
        outputAddress | attributes | TypeMask | UniformBit | ((ulong)leafLevel << LeafLevelShift);
}
