namespace S2Grid.Mmu;

/// <summary>How the pages of a <see cref="PageSelection"/> are chosen.</summary>
public enum PageSelectionKind
{
    /// <summary>Every page.</summary>
    All,

    /// <summary>One page.</summary>
    Page,

    /// <summary>Every page whose offset from the base is a multiple of a number of bytes.</summary>
    Stride,

    /// <summary>The pages whose bit is set in a mask that is repeated every 64 pages.</summary>
    Mask,

    /// <summary>Each page with the same probability, seeded.</summary>
    Random,
}
