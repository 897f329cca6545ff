using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;

namespace S2Grid.Web.Sweeps;

/// <summary>
/// Chooses what a page shows of a sweep with more configurations than people read: not the first ones, which have one size and one backing,
/// but all strategies, sizes and backings at one value of the axes that matter least.
/// </summary>
internal static class SweepCut
{
    /// <summary>The axes that most sweeps are about, the most important last: these are kept as long as they fit.</summary>
    public static readonly string[] Important =
        [Axes.Chunk.Name, Axes.Scenario.Name, Axes.Memory.Name, Axes.Backing.Name, Axes.Strategy.Name];

    /// <summary>The condition that chooses; null where everything fits, or nothing can be chosen.</summary>
    public static string? Of(SweepSpecification specification)
    {
        if (specification.Backend != Backend.Simulated || IsSmall(specification))
            return null;

        IReadOnlyList<string>[] values = [.. specification.AxisValues];
        Setting[] possible =
        [
            .. Axes.All.Where(axis => values[axis.Index].Count > 1 && specification.Baseline.Values[axis.Index] is null
                    && !specification.Zip.Any(group => group.Contains(axis.Index)))
                .OrderBy(axis => Array.IndexOf(Important, axis.Name)).ThenByDescending(axis => values[axis.Index].Count),
        ];
        List<string> chosen = [];
        SweepSpecification rest = specification;
        foreach (Setting axis in possible)
        {
            values[axis.Index] = [axis.Default is { } usual && values[axis.Index].Contains(usual) ? usual : values[axis.Index][0]];
            chosen.Add(axis.Name);
            rest = specification with { AxisValues = [.. values], Include = [] };
            if (IsSmall(rest))
                break;
        }

        return IsSmall(rest) && rest.Plan.RunCount > 0 ? string.Join(" and ", Conditions(rest, chosen)) : null;
    }

    /// <summary>What the runs that are left have for the axes that were chosen: not every run has the value that its file says.</summary>
    private static IEnumerable<string> Conditions(SweepSpecification rest, IReadOnlyList<string> chosen)
    {
        RunConfiguration[] left =
        [
            .. Enumerable.Range(0, (int)(rest.Plan.RunCount / rest.Repeats)).Select(at => rest.Plan[(long)at * rest.Repeats].Configuration),
        ];
        return from axis in chosen
               let values = left.Select(configuration => configuration[axis]).OfType<string>().Distinct().ToArray()
               where values.Length > 0
               select values is [var only] ? $"\"{axis}\" = {Quoted(only)}" : $"\"{axis}\" in ({string.Join(", ", values.Select(Quoted))})";
    }

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static bool IsSmall(SweepSpecification specification) =>
        specification.Plan.RunCount / specification.Repeats <= SweepComparison.MaxConfigurations;
}
