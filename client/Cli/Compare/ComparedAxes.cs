using S2Grid.Experiments;

namespace S2Grid.Cli.Compare;

/// <summary>The axes that a comparison's options name.</summary>
public static class ComparedAxes
{
    /// <summary>The values that vary from row to row where nobody says otherwise, as long as they do vary.</summary>
    private static readonly string[] Usual = ["backing", "memory"];

    /// <summary>The names of the axes that a pattern names.</summary>
    public static IReadOnlyList<string> Of(AxisPattern pattern) =>
        [.. Axes.All.Zip(pattern.Values).Where(named => named.Second is not null).Select(named => named.First.Name)];

    /// <summary>The values that vary from row to row: those asked for, or the usual ones.</summary>
    /// <param name="given">Those asked for.</param>
    /// <param name="compared">The axes that are compared.</param>
    /// <param name="groups">What is compared.</param>
    public static IReadOnlyList<string> By(IReadOnlyList<string> given, IReadOnlyList<string> compared, IEnumerable<RunGroup> groups)
    {
        string[] possible = [.. Usual.Except(compared)];
        string[] varying = [.. possible.Where(name => groups.Select(group => Value(group, name)).Distinct().Skip(1).Any())];
        return given.Count > 0 ? given : varying.Length > 0 ? varying : [.. possible.Take(1)];
    }

    /// <summary>The values that a sweep's runs have on an axis.</summary>
    public static IReadOnlyList<string> ValuesOf(IEnumerable<RunGroup> groups, string axis) => [.. groups.Select(group => Value(group, axis)).Distinct()];

    private static string Value(RunGroup group, string axis) => group.Configuration.EffectiveValues.First(value => value.Name == axis).Value;
}
