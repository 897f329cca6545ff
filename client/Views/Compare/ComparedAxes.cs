namespace S2Grid.Views.Compare;

/// <summary>The axes that a comparison's options name.</summary>
public static class ComparedAxes
{
    /// <summary>The option that names the axes of rows.</summary>
    public const string ByOption = "--by";

    /// <summary>The option that names what others are compared with.</summary>
    public const string BaselineOption = "--baseline";

    /// <summary>The option that names what need not be equal.</summary>
    public const string IgnoreOption = "--ignore";

    private static IEnumerable<string> Assignments => Axes.Names.Select(name => name + "=");

    /// <summary>The option that names the axes that vary from row to row.</summary>
    public static Option<string?> By() => CliOption.OptionalText(
        ByOption, "AXES", "Axes that vary from row to row; all others stand above the table", "backing,memory", () => Axes.Names);

    /// <summary>The option that names what is compared with what.</summary>
    public static Option<IReadOnlyList<string>> Baseline() => CliOption.Texts(
        BaselineOption, "AXIS=VALUE", "What everything else on that axis is compared with", "the sweep's own", () => Assignments);

    /// <summary>The option that names what need not be equal in sweeps that are compared.</summary>
    public static Option<IReadOnlyList<string>> Ignore() => CliOption.Texts(
        IgnoreOption, "AXIS", "With several sweeps: compare configurations that differ in this axis, too", "none", () => Axes.Names);

    /// <summary>What is wrong with the axes that are not to matter.</summary>
    /// <param name="names">The axes.</param>
    /// <param name="sweeps">How many sweeps are compared.</param>
    public static IEnumerable<UsageError> CheckIgnore(IReadOnlyList<string> names, int sweeps) =>
    [
        .. names.Where(name => Axes.Find(name) is null).Select(name => NoAxis(IgnoreOption, name)),
        .. names.Count == 0 || sweeps > 1 ? [] : new[]
        {
            new UsageError($"{IgnoreOption} needs several sweeps; within one, --baseline says what is compared", IgnoreOption),
        },
    ];

    /// <summary>The axes that <c>--by</c> names, each once.</summary>
    public static IReadOnlyList<string> ReadBy(string? text) => [.. Words(text ?? "").Distinct()];

    /// <summary>What is wrong with the axes that <c>--by</c> names.</summary>
    public static IEnumerable<UsageError> CheckBy(string? text) =>
        ReadBy(text).Where(name => Axes.Find(name) is null).Select(name => NoAxis(ByOption, name));

    /// <summary>The pattern that <c>--baseline</c> gives; null if it is not given.</summary>
    /// <param name="texts">What is given.</param>
    /// <param name="sweep">The sweep that is compared, whose own strategies go by their names.</param>
    public static AxisPattern? ReadBaseline(IReadOnlyList<string> texts, SweepSpecification sweep)
    {
        ILookup<string, string> given = texts.Select(text => text.Split('=', 2)).ToLookup(parts => parts[0], parts => parts[1]);
        return texts.Count == 0 ? null : new AxisPattern([.. Axes.All.Select(IReadOnlyList<string>? (axis) =>
            given[axis.Name].LastOrDefault() is { } value ? [axis.Parse(sweep.Resolve(axis, value)) ?? value] : null)]);
    }

    /// <summary>What is wrong with the values of <c>--baseline</c>.</summary>
    public static IEnumerable<UsageError> CheckBaseline(IReadOnlyList<string> texts) =>
        from text in texts
        let parts = text.Split('=', 2)
        let axis = Axes.Find(parts[0])
        let fault = parts.Length < 2
            ? Wrong(BaselineOption, text, "has no value; write AXIS=VALUE, as in strategy=baseline", Assignments)
            : axis is null ? NoAxis(BaselineOption, parts[0])
            : axis.Parse(parts[1]) is null && !(axis == Axes.Strategy && StrategyFile.IsName(parts[1]))
                ? Wrong(BaselineOption, parts[1], $"is not a valid {axis.Name}; allowed: {axis.Allowed}", axis.Known)
            : null
        where fault is not null
        select fault!;

    /// <summary>The names of the axes that a pattern names.</summary>
    public static IReadOnlyList<string> Of(AxisPattern pattern) =>
        [.. Axes.Names.Zip(pattern.Values).Where(named => named.Second is not null).Select(named => named.First)];

    /// <summary>The words between commas.</summary>
    public static string[] Words(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static UsageError NoAxis(string option, string name) =>
        Wrong(option, name, $"is not an axis; available: {string.Join(", ", Axes.Names)}", Axes.Names);

    private static UsageError Wrong(string option, string text, string complaint, IEnumerable<string> known) =>
        new($"{option}: '{text}' {complaint}", text, option, DidYouMean.Suggest(text, known));
}
