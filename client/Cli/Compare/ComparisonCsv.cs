using System.Globalization;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;

namespace S2Grid.Cli.Compare;

/// <summary>Writes a comparison as comma-separated values (RFC 4180), a line for each configuration and metric.</summary>
internal static class ComparisonCsv
{
    private static readonly string[] Before = ["metric", "quantity", "scope", "provenance", "agent", "kernel"];

    private static readonly string[] After =
    [
        "column", "baseline", "runs", "failed", "disturbed", "unit", "value", "low", "high", "change", "change_low", "change_high",
        "p", "p_uncorrected", "n_baseline", "n", "n_needed", "outliers", "drift", "drifts", "note",
    ];

    /// <summary>Writes the header line and the lines.</summary>
    public static void Write(TextWriter output, SweepComparison comparison)
    {
        IEnumerable<string> names = comparison.Tables
            .SelectMany(table => table.Rows)
            .SelectMany(row => row.Cells)
            .OfType<ComparisonCell>()
            .Take(1)
            .SelectMany(cell => cell.Group.Configuration.EffectiveValues)
            .Select(value => value.Name);
        WriteLine(output, [.. Before, .. names, .. After]);
        foreach (ComparisonTable table in comparison.Tables)
        {
            foreach (ComparisonRow row in table.Rows)
            {
                foreach ((int column, ComparisonCell? cell) in row.Cells.Index())
                {
                    if (cell is not null)
                    {
                        WriteLine(output, Line(table, column, cell));
                    }
                }
            }
        }
    }

    private static IEnumerable<object?> Line(ComparisonTable table, int column, ComparisonCell cell) =>
    [
        table.Metric.Name,
        table.Metric.Quantity.Word(),
        table.Origin.Scope.Describe(),
        table.Origin.Provenance.Word(),
        table.Origin.Agent,
        cell.Group.Kernel,
        .. cell.Group.Configuration.EffectiveValues.Select(value => value.Value),
        table.Columns[column],
        column == 0,
        cell.Group.Runs,
        cell.Group.Failed,
        cell.Group.Disturbed,
        table.Metric.Unit,
        cell.Value,
        cell.Interval?.Low,
        cell.Interval?.High,
        cell.Change,
        cell.ChangeInterval?.Low,
        cell.ChangeInterval?.High,
        cell.Test?.P,
        cell.Test?.Result.P,
        cell.Test?.BaselineSamples,
        cell.Samples?.Count,
        cell.Test?.NeededSamples,
        cell.Samples?.Outliers.Count,
        cell.Samples?.Drift?.Correlation,
        cell.Samples?.Drifts,
        cell.Absence ?? cell.Group.Error,
    ];

    private static void WriteLine(TextWriter output, IEnumerable<object?> fields) => output.WriteLine(string.Join(',', fields.Select(Quote)));

    private static string Quote(object? field)
    {
        string text = field is bool flag ? (flag ? "true" : "false") : Convert.ToString(field, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
