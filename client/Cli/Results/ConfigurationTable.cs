using S2Grid.Cli.Compare;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;

namespace S2Grid.Cli.Results;

/// <summary>
/// Writes a comparison with configurations in rows and metrics in columns: a table per scenario, because what they count does not compare,
/// and notes below.
/// </summary>
internal static class ConfigurationTable
{
    /// <summary>Values that stand in every row, whether they vary or not.</summary>
    private static readonly string[] AlwaysShown = ["backing", "strategy"];

    /// <summary>Writes tables and notes.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="results">What to write.</param>
    /// <param name="format">Table or Markdown.</param>
    public static void Write(TextWriter output, SweepResults results, Format format)
    {
        foreach (var scenario in results.Configurations.GroupBy(one => (one.Group.Configuration.Scenario, one.Scope)))
        {
            ComparedConfiguration[] rows = [.. scenario];
            string[] varying = [.. AxisColumns.Varying(rows.Select(row => row.Group), AlwaysShown).Except(AlwaysShown), .. AlwaysShown];
            IEnumerable<string> same = rows[0].Group.Configuration.EffectiveValues
                .Where(value => !varying.Contains(value.Name) && value.Name != "scenario")
                .Select(value => $"{value.Name} {value.Value}");
            output.WriteTable(
                $"{scenario.Key.Scope.Describe()}, scenario {scenario.Key.Scenario.Word()}: {string.Join(", ", same)}",
                TableOf(rows, varying, results),
                format);
        }

        if (PublishedTable.Of(results.Published) is { Count: > 0 } published)
        {
            output.WriteTable("Published beside predicted", published, format);
        }

        output.WriteNotes(ResultNotes.Of(results), format);
    }

    private static TextTable TableOf(ComparedConfiguration[] rows, string[] varying, SweepResults results)
    {
        (string Header, Func<ComparedConfiguration, string> Cell)[] columns =
        [
            .. results.Metrics.Index().SelectMany(metric => Columns(rows, metric.Item, isFirst: metric.Index == 0)),
            .. Published(rows, results),
        ];
        var table = new TextTable([.. varying, .. columns.Select(column => ' ' + column.Header)]);
        foreach (ComparedConfiguration row in rows)
        {
            table.Add([.. AxisColumns.Values(row.Group, varying), .. columns.Select(column => column.Cell(row))]);
        }

        return table;
    }

    /// <summary>The columns of a metric: without predictions that no row has, and without changes of counts that are zero everywhere.</summary>
    private static IEnumerable<(string Header, Func<ComparedConfiguration, string> Cell)> Columns(
        ComparedConfiguration[] rows, ComparisonMetric metric, bool isFirst)
    {
        bool isCount = metric.Quantity == Quantity.Count;
        ComparisonCell[] cells = [.. rows.Select(CellOf).OfType<ComparisonCell>()];
        if (isCount || cells.Any(cell => cell.Value is not null))
        {
            yield return (
                metric.Model is { } model ? $"predicted by {model.Name}" : metric.Title,
                row => CellOf(row) is { } cell && (isCount || cell.Value is not null) ? ComparisonText.Value(metric, cell) : "");
        }

        if (isFirst || cells.Any(cell => isCount ? cell.Change is not (null or 0) : cell.Change is not null))
        {
            yield return (
                metric.Model is null ? "change" : "predicted change",
                row => CellOf(row) switch
                {
                    null => "",
                    { IsBaseline: true, Group.Runs: > 0 } => isFirst ? "baseline" : "",
                    var cell => ComparisonText.Change(metric, cell),
                });
        }

        ComparisonCell? CellOf(ComparedConfiguration row) => row.Cells.GetValueOrDefault(metric);
    }

    private static IEnumerable<(string Header, Func<ComparedConfiguration, string> Cell)> Published(
        ComparedConfiguration[] rows, SweepResults results)
    {
        if (rows.Any(row => FigureOf(row) is not null))
        {
            yield return ("published change", row => FigureOf(row) is { } figure ? Quantities.Change(figure with { DeviationPercent = null }) : "");
        }

        PublishedFigure? FigureOf(ComparedConfiguration row) => results.FigureOf(row.Group);
    }
}
