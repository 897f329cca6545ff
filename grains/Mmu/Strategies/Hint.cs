namespace S2Grid.Mmu.Strategies;

/// <summary>A hint by its name: what it decides, and the values that it can have. <see cref="SplitHints.All"/> declares each.</summary>
public sealed class Hint
{
    private readonly Dictionary<string, Func<SplitHints, SplitHints>> setters = [];
    private readonly Func<SplitHints, string> get;

    private Hint(string name, string description, Func<SplitHints, string> get)
    {
        Name = name;
        Description = description;
        this.get = get;
    }

    /// <summary>The hint's name, as in <c>level-3</c>.</summary>
    public string Name { get; }

    /// <summary>What it decides, for people.</summary>
    public string Description { get; }

    /// <summary>The names of its values.</summary>
    public IReadOnlyCollection<string> Values => setters.Keys;

    /// <summary>The name of the value that <paramref name="hints"/> have.</summary>
    public string Get(SplitHints hints) => get(hints);

    /// <summary>The same hints with another value for this one; null if <paramref name="value"/> is none of <see cref="Values"/>.</summary>
    public SplitHints? Set(SplitHints hints, string value) => setters.TryGetValue(value, out var set) ? set(hints) : null;

    internal static Hint Declare<T>(
        string name,
        string description,
        Func<SplitHints, T> get,
        Func<SplitHints, T, SplitHints> set,
        params (string Name, T Value)[] values)
    {
        var hint = new Hint(name, description, hints => values.First(v => EqualityComparer<T>.Default.Equals(v.Value, get(hints))).Name);
        foreach ((string text, T value) in values)
            hint.setters[text] = hints => set(hints, value);

        return hint;
    }
}
