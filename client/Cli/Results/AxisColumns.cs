using S2Grid.Experiments.Results;

namespace S2Grid.Cli.Results;

/// <summary>The effective values that tell the rows of a table apart.</summary>
internal static class AxisColumns
{
    /// <summary>The names of the values that differ between configurations, and of those that are shown always.</summary>
    public static IEnumerable<string> Varying(IEnumerable<RunGroup> groups, IReadOnlyCollection<string> always) =>
        groups.SelectMany(group => group.Configuration.EffectiveValues)
            .GroupBy(value => value.Name, value => value.Value)
            .Where(values => always.Contains(values.Key) || values.Distinct().Skip(1).Any())
            .Select(values => values.Key);

    /// <summary>A configuration's values with these names.</summary>
    public static IEnumerable<string> Values(RunGroup group, IEnumerable<string> names)
    {
        var values = group.Configuration.EffectiveValues.ToDictionary(value => value.Name, value => value.Value);
        return names.Select(name => values[name]);
    }
}
