using S2Grid.Views.Compare;
using S2Grid.Views.Output;

namespace S2Grid.Views.Results;

/// <summary>
/// Writes a comparison with configurations in rows and metrics in columns: a table per scenario, because what they count does not compare,
/// and notes below.
/// </summary>
public static class ConfigurationTable
{
    /// <summary>Values that stand in every row, whether they vary or not.</summary>
    private static readonly string[] AlwaysShown = ["backing", "strategy"];

    /// <summary>Writes them; to a mail one metric a table.</summary>
    public static void Write(Page page, SweepResults results)
    {
        if (page.Format == Format.Mail)
        {
            ComparisonWriter.WriteTables(page, results.Compare());
        }
        else
        {
            foreach (var scenario in results.Configurations.GroupBy(one => (one.Group.Configuration.Scenario, one.Scope)))
                Write(page, results, [.. scenario]);
        }

        if (PublishedTable.Of(results.Published, isNarrow: page.Format == Format.Mail) is { Count: > 0 } published)
            page.WriteTable("Published beside predicted", published);

        page.WriteNotes([.. ComparisonWriter.Legend(page), .. ResultNotes.Of(results)]);
    }

    private static void Write(Page page, SweepResults results, ComparedConfiguration[] rows)
    {
        IEnumerable<string> names = ConfigurationColumns.Varying(rows.Select(row => row.Group), AlwaysShown);
        string[] varying = [.. names.Except(AlwaysShown), .. AlwaysShown];
        IEnumerable<string> same = rows[0].Group.Configuration.ShownValues
            .Where(value => !varying.Contains(value.Name) && value.Name != "scenario")
            .Select(value => $"{value.Name} {value.Value}");
        page.WriteTable(
            $"{rows[0].Scope.Describe()}, scenario {rows[0].Group.Configuration.Scenario.Word()}: {string.Join(", ", same)}",
            TableOf(rows, varying, results));
    }

    private static TextTable TableOf(ComparedConfiguration[] rows, string[] varying, SweepResults results) =>
        Column<ComparedConfiguration>.Table(
        [
            .. ConfigurationColumns.Of<ComparedConfiguration>(varying, row => row.Group),
            .. results.Metrics.Index().SelectMany(metric => Columns(rows, metric.Item, isFirst: metric.Index == 0)),
            .. Published(rows, results),
        ],
        rows);

    /// <summary>The columns of a metric: without predictions that no row has, and without changes of counts that are zero
    /// everywhere.</summary>
    private static IEnumerable<Column<ComparedConfiguration>> Columns(
        ComparedConfiguration[] rows, ComparisonMetric metric, bool isFirst)
    {
        bool isCount = metric.Quantity == Quantity.Count;
        ComparisonCell[] cells = [.. rows.Select(CellOf).OfType<ComparisonCell>()];
        if (cells.Any(cell => cell.Value is not null || cell.Word is not null || (isCount && cell.Group.Runs == 0)))
        {
            yield return new(
                $" {metric.PredictedTitle ?? metric.TitleIn(rows[0].Scope)}",
                row => CellOf(row) is { } cell && (isCount || cell.Value is not null || cell.Word is not null)
                    ? ComparisonText.Value(metric, cell) : "");
        }

        if (isFirst || cells.Any(cell => isCount ? cell.Change is not (null or 0) : cell.Change is not null))
        {
            yield return new(
                metric.Model switch
                {
                    null => "  change",
                    { IsAbsolute: true } => "  predicted change",
                    var relative => $"  change predicted by {relative.Name}",
                },
                row => CellOf(row) switch
                {
                    null => "",
                    { IsBaseline: true, Group.Runs: > 0 } => isFirst ? "baseline" : "",
                    var cell => ComparisonText.Change(metric, cell),
                });
        }

        ComparisonCell? CellOf(ComparedConfiguration row) => row.Cells.GetValueOrDefault(metric);
    }

    private static IEnumerable<Column<ComparedConfiguration>> Published(
        ComparedConfiguration[] rows, SweepResults results)
    {
        if (rows.Any(row => results.FigureOf(row.Group) is not null))
        {
            yield return new(" published change", row =>
                results.FigureOf(row.Group) is { } figure ? Quantities.Change(figure with { DeviationPercent = null }) : "");
        }
    }
}
