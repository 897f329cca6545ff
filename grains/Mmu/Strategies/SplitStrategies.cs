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
        new("rfc-children-only", "one half of the RFC", "a full split skips the new children",
            new SplitHints { SkipChildren = SkipChildren.Full }),
        new("rfc-siblings-only", "one half of the RFC", "a level-3 visit skips its siblings",
            new SplitHints { Level3 = Level3Visit.First }),
        new(
            "rfc-naive",
            "the RFC's trap",
            "as rfc, but skips the children of a partial split too and so can leave blocks unsplit",
            new SplitHints { Level3 = Level3Visit.First, SkipChildren = SkipChildren.Always }),
        new(
            "skip-level3",
            "v1 to v3, June and July 2026; v4 of 30 September 2026, as far as known",
            "never walks down into level 3",
            new SplitHints { Level3 = Level3Visit.Never }),
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
        new(
            "clear-split-once",
            "HACDBS series, June and July 2026, as far as known",
            "a CLEAR splits once per block instead of once per 64-page word",
            new SplitHints { ClearSplit = ClearSplit.OncePerBlock }),
        new(
            "skip-level3-clear-once",
            "skip-level3 and clear-split-once together",
            "never walks down into level 3, and a CLEAR splits once per block",
            new SplitHints { Level3 = Level3Visit.Never, ClearSplit = ClearSplit.OncePerBlock }),
        Lazy,
    ];

    /// <summary>The shipped strategy with exactly these hints, or one named <c>custom</c>.</summary>
    public static SplitStrategy Of(SplitHints hints) =>
        All.FirstOrDefault(known => known.Hints == hints) ?? SplitStrategy.Of("custom", hints);

    /// <summary>Reads what <see cref="SplitStrategy.ToString"/> writes: a shipped strategy's name, or a name with hints; null
    /// else.</summary>
    public static SplitStrategy? Read(string text)
    {
        if (text.IndexOf('[', StringComparison.Ordinal) is not (> 0 and var open) || !text.EndsWith(']'))
            return Find(text);

        var cases = new List<(string When, SplitHints Hints)>();
        foreach (string one in text[(open + 1)..^1].Split(';'))
        {
            int end = one.IndexOf('?', StringComparison.Ordinal);
            if (ReadHints(one[(end + 1)..]) is not { } hints)
                return null;

            cases.Add((one[..Math.Max(end, 0)], hints));
        }

        string name = text[..open];
        return Find(name) is not null ? null : cases is [("", var always)] ? SplitStrategy.Of(name, always)
            : SplitStrategy.Of(name, new SplitHints()) with { Cases = cases };
    }

    private static SplitHints? ReadHints(string text)
    {
        SplitHints? hints = new();
        foreach (string part in text.Split('+', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            hints = pair.Length != 2 || hints is null ? null : SplitHints.Find(pair[0])?.Set(hints, pair[1]);
        }

        return hints?.Contradiction is null ? hints : null;
    }

    /// <summary>The strategy with that name, or null.</summary>
    public static SplitStrategy? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
