using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;

namespace S2Grid.Web.Sweeps;

/// <summary>Changes against the baseline by two axes, of one metric in one scenario.</summary>
/// <param name="Scenario">The scenario, with its scope: figures of others are not of the same work.</param>
/// <param name="Metric">What changes.</param>
/// <param name="Columns">The axis across.</param>
/// <param name="ColumnValues">Its values.</param>
/// <param name="Rows">The axis down.</param>
/// <param name="RowValues">Its values.</param>
/// <param name="Cells">For each row a cell for each column; null where nothing is compared.</param>
public sealed record HeatMap(
    string Scenario, ComparisonMetric Metric, string Columns, IReadOnlyList<string> ColumnValues, string Rows,
    IReadOnlyList<string> RowValues, IReadOnlyList<IReadOnlyList<HeatCell?>> Cells)
{
    private const int MostValues = 40;

    /// <summary>The axes that vary, those first that a strategy is looked at by.</summary>
    public static IReadOnlyList<string> Varying(IReadOnlyList<ComparedConfiguration> configurations) =>
    [
        .. configurations.SelectMany(one => one.Group.Configuration.EffectiveValues)
            .GroupBy(value => value.Name, value => value.Value)
            .Where(values => values.Distinct().Skip(1).Any() && values.Key != Axes.Scenario.Name)
            .Select(values => values.Key)
            .OrderBy(name => Array.IndexOf(["strategy", "backing", "memory", "chunk"], name) is >= 0 and var known ? known : 9),
    ];

    /// <summary>Draws a map for each scenario.</summary>
    /// <param name="configurations">What is compared.</param>
    /// <param name="leaving">Of these, what leaves blocks that mainline splits.</param>
    /// <param name="metric">What changes.</param>
    /// <param name="columns">The axis across.</param>
    /// <param name="rows">The axis down.</param>
    public static IEnumerable<HeatMap> Of(
        IReadOnlyList<ComparedConfiguration> configurations, IReadOnlySet<RunGroup> leaving, ComparisonMetric metric, string columns,
        string rows) =>
        from scenario in configurations.GroupBy(one => (one.Group.Configuration.Scenario, one.Scope))
        where scenario.Any(one => one.Cells.GetValueOrDefault(metric) is { IsBaseline: false })
        let across = Values(scenario, columns)
        let down = Values(scenario, rows)
        let cells = scenario.ToLookup(one => (one.Group.Configuration[rows], one.Group.Configuration[columns]))
        select new HeatMap(
            $"scenario {scenario.Key.Scenario.Word()}, {scenario.Key.Scope.Describe()}", metric, columns, across, rows, down,
            [
                .. down.Select(row => (IReadOnlyList<HeatCell?>)
                    [.. across.Select(column => HeatCell.Of(metric, cells[(row, column)], leaving))]),
            ]);

    private static string[] Values(IEnumerable<ComparedConfiguration> configurations, string axis) =>
        [.. configurations.Select(one => one.Group.Configuration[axis]).OfType<string>().Distinct().Take(MostValues)];
}
