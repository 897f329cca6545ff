using S2Grid.Views.Output;

namespace S2Grid.Views.Results;

/// <summary>The effective values that tell the rows of a table apart.</summary>
public static class ConfigurationColumns
{
    /// <summary>The names of the values that differ between configurations, and of those that are shown always.</summary>
    public static IEnumerable<string> Varying(IEnumerable<RunGroup> groups, IReadOnlyCollection<string> always) =>
        groups.SelectMany(group => group.Configuration.EffectiveValues)
            .GroupBy(value => value.Name, value => value.Value)
            .Where(values => always.Contains(values.Key) || values.Distinct().Skip(1).Any())
            .Select(values => values.Key);

    /// <summary>A column for each of these values.</summary>
    public static IEnumerable<Column<T>> Of<T>(IEnumerable<string> names, Func<T, RunGroup> groupOf) =>
        names.Select(name => new Column<T>(name, item => groupOf(item).Configuration[name]!));
}
