using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>Something done to a range piece by piece, ascending, in the same way wherever the range lies.</summary>
internal interface IRangeOperation
{
    /// <summary>The pieces repeat every so many bytes; a power of two, or 0 if they do not repeat.</summary>
    ulong Period { get; }

    /// <summary>An address where a period begins.</summary>
    ulong Phase { get; }

    /// <summary>Does [start, end).</summary>
    /// <returns>False if the operation ended early and the rest is not to be done.</returns>
    bool Apply(Stage2Mmu mmu, ulong start, ulong end);
}
