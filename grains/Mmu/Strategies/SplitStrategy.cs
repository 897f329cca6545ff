namespace S2Grid.Mmu.Strategies;

/// <summary>A named set of hints.</summary>
/// <param name="Name">The name used on the <c>strategy</c> axis.</param>
/// <param name="Origin">Where the strategy comes from, for people.</param>
/// <param name="Summary">What differs from mainline, in one sentence.</param>
/// <param name="Hints">What a split walk does.</param>
public sealed record SplitStrategy(string Name, string Origin, string Summary, SplitHints Hints)
{
    /// <summary>Whether it is one of <see cref="SplitStrategies.All"/>, and not another one of that name.</summary>
    public bool IsShipped => SplitStrategies.Find(Name) == this;

    /// <summary>
    /// What the strategy does, one text for all that do the same and are not shipped; a shipped one, and one that does the same as a
    /// shipped one, has that one's name.
    /// </summary>
    public string Identity => IsShipped
        ? Name : SplitStrategies.All.FirstOrDefault(known => known.Hints.Canonical == Hints.Canonical)?.Name ?? Composed(Hints.Canonical);

    /// <summary>
    /// Hints that depend on the run, in order: the first whose condition holds is what the strategy does in it, and mainline's where none
    /// holds. Empty for a strategy that does the same in every run.
    /// </summary>
    public IReadOnlyList<(string When, SplitHints Hints)> Cases { get; init; } = [];

    /// <summary>A strategy of one's own.</summary>
    public static SplitStrategy Of(string name, SplitHints hints) => new(name, "composed of hints", hints.ToString(), hints);

    /// <summary>
    /// Its name; for one that is not shipped with its hints, as in <c>mine[level-3=never+clear-split=once-per-block]</c>, or with its
    /// cases, as in <c>mine[chunk>=1G?level-3=never;max-level=2]</c>.
    /// </summary>
    public override string ToString() => Cases.Count > 0
        ? $"{Name}[{string.Join(';', Cases.Select(one => one.When + (one.When.Length > 0 ? "?" : "") + List(one.Hints)))}]"
        : IsShipped ? Name : Name + Composed(Hints);

    private static string Composed(SplitHints hints) => $"[{List(hints)}]";

    private static string List(SplitHints hints) => string.Join('+', hints.Differing.Select(hint => $"{hint.Name}={hint.Get(hints)}"));
}
