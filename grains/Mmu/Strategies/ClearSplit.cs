namespace S2Grid.Mmu.Strategies;

/// <summary>Which words of a CLEAR ioctl call the eager split.</summary>
public enum ClearSplit
{
    /// <summary>Every word with a bit set, as in mainline.</summary>
    EachWord,

    /// <summary>
    /// Words that reach beyond the level-2 blocks that this ioctl has split already. Origin: a patch of the HACDBS series, June and
    /// July 2026, whose text is not public here; the rule is exact, no claim about that patch.
    /// </summary>
    OncePerBlock,
}
