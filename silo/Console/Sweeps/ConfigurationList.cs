using S2Grid.Experiments.Results;

namespace S2Grid.Web.Sweeps;

/// <summary>The configurations of a sweep by one metric, some at a time, in the order that somebody chose.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Axes">The axes that vary.</param>
/// <param name="Rows">The configurations.</param>
/// <param name="From">How many are before them.</param>
/// <param name="All">How many there are.</param>
/// <param name="Sort">The column that they are sorted by, with a dash before it where the largest is first.</param>
public sealed record ConfigurationList(
    ComparisonMetric Metric, IReadOnlyList<string> Axes, IReadOnlyList<ComparedConfiguration> Rows, int From, int All, string Sort)
{
    /// <summary>The most rows of a page.</summary>
    public const int Most = 100;

    private static readonly string Scenario = S2Grid.Runs.Axes.Scenario.Name;

    /// <summary>The column of the first run.</summary>
    public const string Run = "run";

    /// <summary>The column of the metric's value.</summary>
    public const string Value = "value";

    /// <summary>The column of the change against the baseline.</summary>
    public const string Change = "change";

    /// <summary>Sorts and cuts.</summary>
    /// <param name="configurations">All that there are.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="sort">What was asked for; what is no column is the run.</param>
    /// <param name="from">How many are to be before.</param>
    public static ConfigurationList Of(
        IReadOnlyList<ComparedConfiguration> configurations, ComparisonMetric metric, string sort, int from)
    {
        string[] axes = [.. HeatMap.Varying(configurations)];
        if (configurations.Select(one => one.Group.Configuration.Scenario).Distinct().Skip(1).Any())
            axes = [Scenario, .. axes];

        string column = sort.TrimStart('-');
        (column, sort) = axes.Contains(column) || column is Value or Change ? (column, sort) : (Run, sort is ['-', ..] ? $"-{Run}" : Run);
        Func<ComparedConfiguration, double?> key = KeyOf(column, configurations, metric);
        IOrderedEnumerable<ComparedConfiguration> known = configurations.OrderBy(one => key(one) is null);
        IEnumerable<ComparedConfiguration> sorted = sort is ['-', ..] ? known.ThenByDescending(key) : known.ThenBy(key);
        int first = Math.Clamp(from, 0, Math.Max(0, configurations.Count - 1)) / Most * Most;
        return new ConfigurationList(metric, axes, [.. sorted.Skip(first).Take(Most)], first, configurations.Count, sort);
    }

    /// <summary>Values of an axis come in the order in which the sweep has them.</summary>
    private static Func<ComparedConfiguration, double?> KeyOf(
        string column, IReadOnlyList<ComparedConfiguration> configurations, ComparisonMetric metric)
    {
        switch (column)
        {
            case Run:
                return one => one.Group.FirstRun;
            case Value:
                return one => one.Cells.GetValueOrDefault(metric)?.Value;
            case Change:
                return one => one.Cells.GetValueOrDefault(metric)?.Change;
            default:
                string[] values = [.. configurations.Select(one => one.Group.Configuration[column] ?? "").Distinct()];
                return one => Array.IndexOf(values, one.Group.Configuration[column] ?? "");
        }
    }
}
