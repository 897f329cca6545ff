namespace S2Grid.Mmu.Tables;

/// <summary>One stage-2 descriptor, in the architecture's format: the 64 bits that tables hold and walks pass on.</summary>
/// <remarks>
/// <code>
///   63      58 57 56  55  54  53      48 47                     12 11 10 9   8 7    6   5    2  1      0
/// +-----------+-----+---+------+--------+------------------------+--+--+------+----+---+------+-----+-----+
/// |           |LEAF | U | XN   |        | output address         |  |AF|  SH  | W  | R |MEMATTR|TYPE |VALID|
/// +-----------+-----+---+------+--------+------------------------+--+--+------+----+---+------+-----+-----+
/// </code>
/// LEAF and U are software bits. U marks a uniform subtree: a table descriptor without a table behind it that stands for
/// leaves of level LEAF which map one contiguous output range (beginning at the output address) with one set of attributes.
/// A table descriptor without U is expanded: it holds the address of its table. Source: Arm ARM DDI 0487, "Stage 2 VMSAv8-64
/// translation table level 0-3 descriptors".
/// </remarks>
/// <param name="Bits">The word as it stands in memory.</param>
public readonly record struct Descriptor(ulong Bits)
{
    private const int MemAttrBits = 4;
    private const int ShareabilityBits = 2;
    private const int ReservedLowBits = 1;
    private const int OutputAddressBits = 36;
    private const int ReservedHighBits = 6;
    private const int LeafLevelBits = 2;

    // Where each field begins: one after the other, from the lowest.
    private const int ValidShift = 0;
    private const int TableShift = ValidShift + 1;
    private const int MemAttrShift = TableShift + 1;
    private const int ReadShift = MemAttrShift + MemAttrBits;
    private const int WriteShift = ReadShift + 1;
    private const int ShareabilityShift = WriteShift + 1;
    private const int AccessFlagShift = ShareabilityShift + ShareabilityBits;
    private const int OutputAddressShift = AccessFlagShift + 1 + ReservedLowBits;
    private const int ExecuteNeverShift = OutputAddressShift + OutputAddressBits + ReservedHighBits;
    internal const int UniformShift = ExecuteNeverShift + 1;
    private const int LeafLevelShift = UniformShift + 1;

    /// <summary>Attributes stand below the output address (but for the type) and in bits 63..50.</summary>
    private const int HighAttributesShift = 50;

    internal const ulong ValidBit = 1UL << ValidShift;
    internal const ulong WriteBit = 1UL << WriteShift;
    internal const ulong AccessFlag = 1UL << AccessFlagShift;
    private const ulong TypeMask = ValidBit | (1UL << TableShift);
    private const ulong MemAttrMask = ((1UL << MemAttrBits) - 1) << MemAttrShift;
    private const ulong MemAttrNormal = 0xfUL << MemAttrShift;
    private const ulong MemAttrNormalFwb = 6UL << MemAttrShift;
    private const ulong ReadBit = 1UL << ReadShift;
    private const ulong InnerShareable = 3UL << ShareabilityShift;
    internal const ulong OutputAddressMask = ((1UL << OutputAddressBits) - 1) << OutputAddressShift;
    private const ulong ExecuteNever = 1UL << ExecuteNeverShift;
    private const ulong UniformBit = 1UL << UniformShift;
    private const ulong LeafLevelMask = ((1UL << LeafLevelBits) - 1) << LeafLevelShift;
    private const ulong AttributeMask =
        (((1UL << OutputAddressShift) - 1) & ~TypeMask) | (ulong.MaxValue << HighAttributesShift & ~(UniformBit | LeafLevelMask));

    /// <summary>What tells an expanded table, <see cref="ExpandedKind"/>, from a uniform one, a leaf or a hole.</summary>
    internal const ulong KindMask = TypeMask | UniformBit;

    internal const ulong ExpandedKind = TypeMask;

    /// <summary>What a fault may find changed in a leaf that is already there without having to replace it.</summary>
    internal const ulong PermissionMask = ReadBit | WriteBit | ExecuteNever;

    /// <summary>The output address of a populated page is its IPA plus this.</summary>
    internal const ulong OutputOffset = 1UL << 46;

    /// <summary>Whether this is a leaf or a table; an entry that is neither is a hole.</summary>
    public bool IsValid => (Bits & ValidBit) != 0;

    /// <summary>Whether the guest may read through this leaf.</summary>
    public bool IsReadable => (Bits & ReadBit) != 0;

    /// <summary>Whether the guest may write through this leaf.</summary>
    public bool IsWritable => (Bits & WriteBit) != 0;

    /// <summary>Whether the guest may execute what this leaf maps.</summary>
    public bool IsExecutable => (Bits & ExecuteNever) == 0;

    /// <summary>Whether the access flag is set.</summary>
    public bool IsYoung => (Bits & AccessFlag) != 0;

    /// <summary>Whether this leaf maps Normal memory, with or without FWB.</summary>
    public bool IsNormalMemory => (Bits & MemAttrMask) is MemAttrNormal or MemAttrNormalFwb;

    /// <summary>The shareability field: 3 inner, 2 outer, 0 not shareable.</summary>
    public int Shareability => (int)(Bits >> ShareabilityShift) & ((1 << ShareabilityBits) - 1);

    /// <summary>The attributes of a leaf in letters: readable, writable, executable, accessed, shareability, memory type.</summary>
    public string Letters => string.Join(
        ' ',
        IsReadable ? "R" : "-",
        IsWritable ? "W" : "-",
        IsExecutable ? "X" : "-",
        IsYoung ? "AF" : "--",
        Shareability switch { 3 => "SH/IS", 2 => "SH/OS", _ => "SH/NS" },
        IsNormalMemory ? "MEM/NORMAL" : "MEM/DEVICE");

    /// <summary>Bits 47..12: where a leaf, or the first of a uniform subtree's leaves, maps to.</summary>
    public ulong OutputAddress => Bits & OutputAddressMask;

    /// <summary>The leaf attributes: bits 11..2 and 63..50 but for the software bits.</summary>
    public ulong Attributes => Bits & AttributeMask;

    /// <summary>Of the attributes, those that say what the guest may do.</summary>
    internal ulong Permissions => Bits & PermissionMask;

    /// <summary>Whether this stands for a uniform subtree.</summary>
    internal bool IsUniform => (Bits & UniformBit) != 0;

    /// <summary>Of an expanded table: its entries.</summary>
    internal unsafe Descriptor* Table => (Descriptor*)(Bits & OutputAddressMask);

    /// <summary>Everything but the output address: what equal mappings of other ranges have in common.</summary>
    internal Descriptor WithoutAddress => new(Bits & ~OutputAddressMask);

    /// <summary>The attributes of a freshly mapped, readable, writable, executable leaf: 0x7d8 with FWB, else 0x7fc.</summary>
    internal static ulong FreshAttributes(bool fwb)
        => (fwb ? MemAttrNormalFwb : MemAttrNormal) | ReadBit | WriteBit | InnerShareable | AccessFlag;

    internal static Descriptor Leaf(int level, ulong outputAddress, ulong attributes) =>
        new(outputAddress | attributes | (level == Stage2Geometry.LastLevel ? TypeMask : ValidBit));

    internal static Descriptor Uniform(int leafLevel, ulong outputAddress, ulong attributes) =>
        new(outputAddress | attributes | TypeMask | UniformBit | ((ulong)leafLevel << LeafLevelShift));

    internal static unsafe Descriptor Expanded(Descriptor* table) => new((ulong)table | TypeMask);

    /// <summary>Whether this is a table, uniform or expanded, as a walk sees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsTable(int level) => level < Stage2Geometry.LastLevel && (Bits & TypeMask) == TypeMask;

    /// <summary>Whether this is a table with entries in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsExpanded(int level) => level < Stage2Geometry.LastLevel && (Bits & KindMask) == ExpandedKind;

    /// <summary>The level of the leaves: the subtree's if this is uniform, else its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int LeafLevel(int level) => IsUniform ? (int)((Bits & LeafLevelMask) >> LeafLevelShift) : level;

    /// <summary>Whether all of <paramref name="bits"/> are set.</summary>
    internal bool Has(ulong bits) => (Bits & bits) == bits;

    internal Descriptor With(ulong bits) => new(Bits | bits);

    internal Descriptor Without(ulong bits) => new(Bits & ~bits);

    /// <summary>The same mapping <paramref name="bytes"/> further on.</summary>
    internal Descriptor Plus(ulong bytes) => new(Bits + bytes);
}
