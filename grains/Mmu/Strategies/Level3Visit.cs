namespace S2Grid.Mmu.Strategies;

/// <summary>What a split walk does with the entries of a level-3 table.</summary>
public enum Level3Visit
{
    /// <summary>Every entry is read, visited and read again, as in mainline.</summary>
    Every,

    /// <summary>The first entry is visited, and its visitor asks to skip the siblings.</summary>
    First,

    /// <summary>Every entry is read, none is visited.</summary>
    ReadOnly,

    /// <summary>The walk does not go down to level 3; the address advances by the parent's granule.</summary>
    Never,
}
