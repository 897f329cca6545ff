namespace S2Grid.Mmu.Strategies;

/// <summary>The shipped split strategies.</summary>
public static class SplitStrategies
{
    /// <summary>Mainline's strategy.</summary>
    public static SplitStrategy Baseline { get; } = new(
        "baseline",
        "mainline",
        "visits every entry in range, level 3 included, also below a block it has just split",
        new SplitHints());

    /// <summary>The strategy without eager splitting.</summary>
    public static SplitStrategy Lazy { get; } = new(
        "lazy",
        "no eager splitting (chunk 0)",
        "blocks are split by write faults, one 4K page at a time",
        new SplitHints { Eager = false });

    /// <summary>All strategies, in the order people read them in.</summary>
    public static IReadOnlyList<SplitStrategy> All { get; } =
    [
        Baseline,
        new(
            "rfc",
            "RFC, May 2026",
            "a level-3 visit skips its siblings; a full split skips the new children",
            new SplitHints { Level3 = Level3Visit.First, SkipChildren = SkipChildren.Full }),
        new("rfc-children-only", "one half of the RFC", "a full split skips the new children", new SplitHints { SkipChildren = SkipChildren.Full }),
        new("rfc-siblings-only", "one half of the RFC", "a level-3 visit skips its siblings", new SplitHints { Level3 = Level3Visit.First }),
        new(
            "rfc-naive",
            "the RFC's trap",
            "as rfc, but skips the children of a partial split too and so can leave blocks unsplit",
            new SplitHints { Level3 = Level3Visit.First, SkipChildren = SkipChildren.Always }),
        new("skip-level3", "v1 to v3, June and July 2026", "never walks down into level 3", new SplitHints { Level3 = Level3Visit.Never }),
        new(
            "block-only",
            "review of the RFC: separate flags for pages and blocks, without steering",
            "reads every level-3 entry, visits none",
            new SplitHints { Level3 = Level3Visit.ReadOnly }),
        new(
            "block-steer",
            "review of the RFC: separate flags for pages and blocks, with steering",
            "walks down only where blocks can be; counters equal skip-level3",
            new SplitHints { Level3 = Level3Visit.Never }),
        new(
            "max-level",
            "review of the RFC: a maximum level for the walker",
            "stops at level 2; counters equal skip-level3",
            new SplitHints { MaxLevel = 2 }),
        Lazy,
    ];

    /// <summary>The strategy with that name, or null.</summary>
    public static SplitStrategy? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
