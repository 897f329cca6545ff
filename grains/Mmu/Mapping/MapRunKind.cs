namespace S2Grid.Mmu.Mapping;

/// <summary>What the entries of a <see cref="MapRun"/> are.</summary>
public enum MapRunKind
{
    /// <summary>Invalid entries.</summary>
    Hole,

    /// <summary>Blocks or pages.</summary>
    Leaf,

    /// <summary>Tables that are kept as one descriptor: all leaves below are contiguous and have equal attributes.</summary>
    UniformTable,

    /// <summary>One table that is kept entry by entry; its entries follow.</summary>
    ExpandedTable,
}
