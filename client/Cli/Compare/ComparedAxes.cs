using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;
using S2Grid.Terminal;

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

    /// <summary>The axes that <c>--by</c> names, each once.</summary>
    public static IReadOnlyList<string> ReadBy(SettingsReader reader, ValueOption option)
    {
        string[] names = (reader.Text(option) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string name in names.Where(name => Axes.Find(name) is null))
        {
            reader.Refuse(option.Name, name, $"is no axis; there are {string.Join(", ", Names())}", Names());
        }

        return [.. names.Distinct()];
    }

    /// <summary>The pattern that <c>--baseline</c> gives; null if it is not given.</summary>
    public static AxisPattern? ReadBaseline(SettingsReader reader, ListOption option)
    {
        if (!reader.IsGiven(option))
        {
            return null;
        }

        var values = new IReadOnlyList<string>?[Axes.All.Count];
        foreach (string text in reader.Texts(option))
        {
            string[] parts = text.Split('=', 2);
            int index = Names().TakeWhile(name => name != parts[0]).Count();
            if (parts.Length < 2)
            {
                reader.Refuse(option.Name, text, "has no value; write AXIS=VALUE, as in strategy=baseline", Names().Select(name => name + "="));
            }
            else if (index == values.Length)
            {
                reader.Refuse(option.Name, parts[0], $"is no axis; there are {string.Join(", ", Names())}", Names());
            }
            else if (Axes.All[index].Parse(parts[1]) is { } value)
            {
                values[index] = [value];
            }
            else
            {
                reader.Refuse(option.Name, parts[1], $"is no value of {parts[0]}; allowed: {Axes.All[index].Allowed}", Axes.All[index].Known);
            }
        }

        return new AxisPattern(values);
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

    private static string Value(RunGroup group, string axis) => group.Configuration.EffectiveValues.First(value => value.Name == axis).Value;
}
