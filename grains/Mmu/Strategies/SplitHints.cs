namespace S2Grid.Mmu.Strategies;

/// <summary>What a split walk does differently from mainline. The walker reads the hints once a walk, so they cost nothing per
/// entry.</summary>
public sealed record SplitHints
{
    private const int PageLevel = 3;

    /// <summary>Every hint, with mainline's value first.</summary>
    public static IReadOnlyList<Hint> All { get; } =
    [
        Hint.Declare(
            "level-3",
            "what the walk does with the entries of a level-3 table",
            hints => hints.Level3,
            (hints, value) => hints with { Level3 = value },
            ("every", Level3Visit.Every),
            ("first", Level3Visit.First),
            ("read-only", Level3Visit.ReadOnly),
            ("never", Level3Visit.Never)),
        Hint.Declare(
            "skip-children",
            "which splits the walk does not follow into the new table",
            hints => hints.SkipChildren,
            (hints, value) => hints with { SkipChildren = value },
            ("never", SkipChildren.Never),
            ("full", SkipChildren.Full),
            ("always", SkipChildren.Always)),
        Hint.Declare(
            "max-level",
            "the deepest level whose entries the walk visits",
            hints => hints.MaxLevel,
            (hints, value) => hints with { MaxLevel = value },
            ("3", PageLevel),
            ("2", 2),
            ("1", 1)),
        Hint.Declare(
            "clear-split",
            "which words of a CLEAR ioctl are split: each one, or one for a level-2 block",
            hints => hints.ClearSplit,
            (hints, value) => hints with { ClearSplit = value },
            ("each-word", ClearSplit.EachWord),
            ("once-per-block", ClearSplit.OncePerBlock)),
        Hint.Declare(
            "eager",
            "whether blocks are split when dirty logging is enabled or cleared; if not, write faults split them",
            hints => hints.Eager,
            (hints, value) => hints with { Eager = value },
            ("true", true),
            ("false", false)),
    ];

    /// <summary>How the entries of level-3 tables are treated.</summary>
    public Level3Visit Level3 { get; init; }

    /// <summary>After which splits the new table is left out.</summary>
    public SkipChildren SkipChildren { get; init; }

    /// <summary>The deepest level that is visited, 1 to 3. With 1 blocks of level 2 stay unsplit.</summary>
    public int MaxLevel { get; init; } = PageLevel;

    /// <summary>Which words of a CLEAR ioctl are split.</summary>
    public ClearSplit ClearSplit { get; init; }

    /// <summary>Whether blocks are split eagerly; if not, write faults split them.</summary>
    public bool Eager { get; init; } = true;

    /// <summary>The level below which the walk does not go down, as <see cref="Level3"/> and <see cref="MaxLevel"/> have it
    /// together.</summary>
    internal int DeepestLevel => Level3 == Level3Visit.Never ? Math.Min(MaxLevel, PageLevel - 1) : MaxLevel;

    /// <summary>The same hints in one form for all that do and count the same.</summary>
    public SplitHints Canonical => !Eager
        ? new SplitHints { Eager = false }
        : this with { MaxLevel = DeepestLevel, Level3 = DeepestLevel < PageLevel ? Level3Visit.Never : Level3 };

    /// <summary>The hint with that name, or null.</summary>
    public static Hint? Find(string name) => All.FirstOrDefault(hint => hint.Name == name);

    /// <summary>The hints whose values are not mainline's.</summary>
    public IEnumerable<Hint> Differing => All.Where(hint => hint.Get(this) != hint.Get(new SplitHints()));

    /// <summary>Why these hints exclude one another, in a sentence; null if they do not.</summary>
    public string? Contradiction => MaxLevel < PageLevel && Level3 is (Level3Visit.First or Level3Visit.ReadOnly)
        ? $"'max-level: {MaxLevel}' keeps the walk out of level 3, so 'level-3' cannot say how it treats the entries there."
        : null;

    /// <summary>The hints that differ from mainline, as in <c>level-3: first, skip-children: full</c>; empty for mainline.</summary>
    public override string ToString() => string.Join(", ", Differing.Select(hint => $"{hint.Name}: {hint.Get(this)}"));
}
