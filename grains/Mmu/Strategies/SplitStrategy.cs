namespace S2Grid.Mmu.Strategies;

/// <summary>
/// What a split walk does differently from mainline. The walker reads a strategy's answers once per walk, so a strategy
/// costs nothing per entry.
/// </summary>
/// <remarks>Adding a strategy is adding one file with a derived class and naming it in <see cref="SplitStrategies"/>.</remarks>
public abstract class SplitStrategy
{
    /// <summary>The name used on the <c>strategy</c> axis.</summary>
    public abstract string Name { get; }

    /// <summary>Where the strategy comes from, for people.</summary>
    public abstract string Origin { get; }

    /// <summary>What differs from mainline, in one sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>How a split walk treats level-3 entries.</summary>
    public virtual PageLevelVisit PageLevel => PageLevelVisit.Every;

    /// <summary>Whether the visitor asks not to walk into the table it has just built to 4K.</summary>
    public virtual bool SkipsChildrenOfFullSplit => false;

    /// <summary>Whether the visitor asks not to walk into a table of blocks it has just built for lack of pages.</summary>
    public virtual bool SkipsChildrenOfPartialSplit => false;

    /// <summary>Whether blocks are split eagerly at all; if not, write faults split them.</summary>
    public virtual bool SplitsEagerly => true;

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
