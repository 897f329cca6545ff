namespace S2Grid.Mmu.Strategies;

/// <summary>When the split visitor asks the walk not to go down into the table that it has just built.</summary>
public enum SkipChildren
{
    /// <summary>It never asks, as in mainline: the walk visits each new entry.</summary>
    Never,

    /// <summary>After a full split, whose new entries are all pages.</summary>
    Full,

    /// <summary>After a partial split, too: the blocks that it left are not split by this walk.</summary>
    Always,
}
