namespace S2Grid.Mmu.Strategies;

/// <summary>A named set of hints.</summary>
/// <param name="Name">The name used on the <c>strategy</c> axis.</param>
/// <param name="Origin">Where the strategy comes from, for people.</param>
/// <param name="Summary">What differs from mainline, in one sentence.</param>
/// <param name="Hints">What a split walk does.</param>
public sealed record SplitStrategy(string Name, string Origin, string Summary, SplitHints Hints)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
