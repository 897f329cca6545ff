using System.CommandLine;
using S2Grid.Common;
using S2Grid.Experiments.Results;
using S2Grid.Runs;

namespace S2Grid.Cli.Compare;

/// <summary>The axes that a comparison's options name.</summary>
internal static class ComparedAxes
{
    /// <summary>The option that names the axes that vary from row to row.</summary>
    public const string ByOption = "--by";

    /// <summary>The option that names what is compared with what.</summary>
    public const string BaselineOption = "--baseline";

    /// <summary>The names of all axes.</summary>
    public static IEnumerable<string> Names() => Axes.All.Select(axis => axis.Name);

    /// <summary>The option that names what is compared with what.</summary>
    public static Option<IReadOnlyList<string>> Baseline() => CliOption.Texts(
        BaselineOption,
        "AXIS=VALUE",
        "What everything else on that axis is compared with",
        "the sweep's own",
        () => Names().Select(name => name + "="));

    /// <summary>The axes that <c>--by</c> names, each once.</summary>
    public static IReadOnlyList<string> ReadBy(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    /// <summary>What is wrong with the axes that <c>--by</c> names.</summary>
    public static IEnumerable<UsageError> CheckBy(string? text) =>
        ReadBy(text).Where(name => Axes.Find(name) is null).Select(name => Wrong(ByOption, name, NoAxis, Names()));

    /// <summary>The pattern that <c>--baseline</c> gives; null if it is not given.</summary>
    public static AxisPattern? ReadBaseline(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return null;
        }

        var values = new IReadOnlyList<string>?[Axes.All.Count];
        foreach (string text in texts)
        {
            string[] parts = text.Split('=', 2);
            int index = IndexOf(parts[0]);
            values[index] = [Axes.All[index].Parse(parts[1])!];
        }

        return new AxisPattern(values);
    }

    /// <summary>What is wrong with the values of <c>--baseline</c>.</summary>
    public static IEnumerable<UsageError> CheckBaseline(IReadOnlyList<string> texts)
    {
        foreach (string text in texts)
        {
            string[] parts = text.Split('=', 2);
            int index = IndexOf(parts[0]);
            if (parts.Length < 2)
            {
                yield return Wrong(
                    BaselineOption, text, "has no value; write AXIS=VALUE, as in strategy=baseline", Names().Select(name => name + "="));
            }
            else if (index == Axes.All.Count)
            {
                yield return Wrong(BaselineOption, parts[0], NoAxis, Names());
            }
            else if (Axes.All[index].Parse(parts[1]) is null)
            {
                yield return Wrong(
                    BaselineOption, parts[1], $"is not a valid {parts[0]}; allowed: {Axes.All[index].Allowed}", Axes.All[index].Known);
            }
        }
    }

    /// <summary>The names of the axes that a pattern names.</summary>
    public static IReadOnlyList<string> Of(AxisPattern pattern) =>
        [.. Axes.All.Zip(pattern.Values).Where(named => named.Second is not null).Select(named => named.First.Name)];

    /// <summary>The values that vary from row to row: those asked for, or the usual ones.</summary>
    /// <param name="given">Those asked for.</param>
    /// <param name="usual">Those to take where none are asked for, as long as they do vary.</param>
    /// <param name="compared">The axes that are compared.</param>
    /// <param name="groups">What is compared.</param>
    public static IReadOnlyList<string> By(
        IReadOnlyList<string> given, IReadOnlyList<string> usual, IReadOnlyList<string> compared, IReadOnlyCollection<RunGroup> groups)
    {
        string[] possible = [.. usual.Except(compared)];
        string[] varying = [.. possible.Where(Varies)];
        return given.Count > 0 ? given : varying.Length > 0 ? varying : [.. possible.Append("memory").Except(compared).OrderByDescending(Varies).Take(1)];

        bool Varies(string name) => groups.Select(group => Value(group, name)).Distinct().Skip(1).Any();
    }

    /// <summary>The values that a sweep's runs have on an axis.</summary>
    public static IReadOnlyList<string> ValuesOf(IEnumerable<RunGroup> groups, string axis) =>
        [.. groups.Select(group => Value(group, axis)).Distinct()];

    private static string NoAxis => $"is not an axis; available: {string.Join(", ", Names())}";

    private static int IndexOf(string axis) => Names().TakeWhile(name => name != axis).Count();

    private static UsageError Wrong(string option, string text, string complaint, IEnumerable<string> known) =>
        new($"{option}: '{text}' {complaint}", text, option, DidYouMean.Suggest(text, known));

    private static string Value(RunGroup group, string axis) => group.Configuration.EffectiveValues.First(value => value.Name == axis).Value;
}
