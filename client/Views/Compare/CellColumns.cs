using S2Grid.Views.Output;

namespace S2Grid.Views.Compare;

/// <summary>The columns of a comparison's figures, each declared here, once; the settings' stand among them.</summary>
public static class CellColumns
{
    /// <summary>The columns before those of the settings.</summary>
    public static IReadOnlyList<FlatColumn<CellLine>> Before { get; } =
    [
        new("row", ColumnType.Text, "", "cell, or geomean for a column's geometric mean over the rows of its table",
            line => line.Cell is null ? "geomean" : "cell"),
        new("metric", ColumnType.Text, "", "what it is compared by, as --metric takes it", line => line.Table.Metric.Name),
        new("quantity", ColumnType.Text, "", $"how sure it is: {string.Join(", ", Words.All<Quantity>())}",
            line => line.Table.Metric.Quantity.Word()),
        new("unit", ColumnType.Text, "", "of value, low and high: count, ns, rounds or bytes/s; absent where there are changes alone",
            line => line.Table.Metric.Unit),
        new("scope", ColumnType.Text, "", $"what it belongs to: {string.Join(", ", Words.All<Scope>())}",
            line => line.Table.Origin.Scope.Word()),
        new("provenance", ColumnType.Text, "", $"where it comes from: {string.Join(", ", Words.All<Provenance>())}",
            line => line.Table.Origin.Provenance.Word()),
        new("agent", ColumnType.Text, "", "the agent that measured it", line => line.Table.Origin.Agent),
        new("kernel", ColumnType.Text, "", "the kernel that was measured, or whose rules were simulated",
            line => (line.Group is { } group ? group.Kernel : line.Table.Origin.Kernel) ?? line[Axes.Kernel.Name]),
    ];

    /// <summary>The columns after those of the settings.</summary>
    public static IReadOnlyList<FlatColumn<CellLine>> After { get; } =
    [
        new("column", ColumnType.Text, "", "the strategy, or whatever else is compared", line => line.Table.Columns[line.Column]),
        new("baseline", ColumnType.Boolean, "", "whether the others are compared with it", line => line.Column == 0),
        new("runs", ColumnType.Integer, "", "runs that succeeded", line => line.Group?.Runs),
        new("failed", ColumnType.Integer, "", "runs that failed", line => line.Group?.Failed),
        new("disturbed", ColumnType.Integer, "", "runs whose times may be disturbed", line => line.Group?.Disturbed),
        new("value", ColumnType.Number, "see unit", "the count, the predicted time, or the median of the measured times",
            line => line.Cell is { } cell ? cell.Value : line.Mean!.Value),
        new("low", ColumnType.Number, "see unit", "lower bound of value: the model's, or that of the median", line => Interval(line)?.Low),
        new("high", ColumnType.Number, "see unit", "upper bound of value", line => Interval(line)?.High),
        new("change", ColumnType.Number, "fraction", "change against the baseline: -0.2 is 20 % less", line =>
            line.Cell is { } cell ? cell.Change : line.Mean!.Change),
        new("change_low", ColumnType.Number, "fraction", "lower bound of change", line => ChangeInterval(line)?.Low),
        new("change_high", ColumnType.Number, "fraction", "upper bound of change", line => ChangeInterval(line)?.High),
        new("p", ColumnType.Number, "", "p of the difference, corrected for all tests", line => line.Cell?.Test?.P),
        new("p_uncorrected", ColumnType.Number, "", "the same, not corrected", line => line.Cell?.Test?.Result.P),
        new("p_exact", ColumnType.Boolean, "", "whether p was counted, or else approximated", line => line.Cell?.Test?.Result.IsExact),
        new("u", ColumnType.Number, "", "Mann and Whitney's U", line => line.Cell?.Test?.Result.U),
        new("significant", ColumnType.Boolean, "", "whether p is below 0.05", line => line.Cell?.Test?.IsSignificant),
        new("n_baseline", ColumnType.Integer, "", "samples of the baseline", line => (long?)line.Cell?.Test?.BaselineSamples),
        new("n", ColumnType.Integer, "", "samples", line => (long?)line.Cell?.Samples?.Count),
        new("n_needed", ColumnType.Number, "", "samples a side that it takes to find a difference like this",
            line => line.Cell?.Test?.NeededSamples),
        new("outliers", ColumnType.Json, "ns", "samples that are outliers, a list; they are kept", line => line.Cell?.Samples?.Outliers),
        new("drift", ColumnType.Number, "", "rank correlation of the samples with the order of the runs",
            line => line.Cell?.Samples?.Drift?.Correlation),
        new("drift_p_uncorrected", ColumnType.Number, "", "p of the drift", line => line.Cell?.Samples?.Drift?.P),
        new("drifts", ColumnType.Boolean, "", "whether the samples drift: p, corrected, is below 0.05",
            line => line.Cell?.Samples?.Drifts),
        new("published_change", ColumnType.Number, "fraction", "the published change that a predicted one repeats",
            line => PublishedColumns.Fraction(line.Published?.ChangePercent)),
        new("published_deviation", ColumnType.Number, "fraction", "its standard deviation, where one was published",
            line => PublishedColumns.Fraction(line.Published?.DeviationPercent)),
        new("published_source", ColumnType.Text, "", "where it was published", line => line.Published?.Source),
        new("model", ColumnType.Text, "", "the cost model that predicts, as the header has it", line => line.Table.Metric.Model?.Identity),
        new("limits", ColumnType.Text, "", "what the model must not be used for", line => line.Table.Metric.Model?.Limits),
        new("ignored", ColumnType.Text, "", "settings in which sides may differ because of --ignore, with commas",
            line => line.Comparison.IgnoredAxes is { Count: > 0 } axes ? string.Join(',', axes) : null),
        new("error", ColumnType.Text, "", "why the first run that failed did", line => line.Group?.Error),
        new("note", ColumnType.Text, "", "why there is no value, or no change",
            line => line.Mean is { IsNoneFound: true } ? "No difference was found in any row." : line.Cell?.Absence),
    ];

    /// <summary>The table of a comparison's figures.</summary>
    public static FlatTable Table(SweepComparison? comparison)
    {
        CellLine[] lines = comparison is null ? [] : [.. CellLine.Of(comparison)];
        IEnumerable<Setting> settings = lines.Select(line => line.Group).OfType<RunGroup>().Take(1)
            .SelectMany(group => group.Configuration.Settings)
            .ExceptBy(Before.Select(column => column.Output.Name), setting => setting.Name);
        return FlatColumn<CellLine>.Table([.. Before, .. settings.SelectMany(Of), .. After], lines);
    }

    private static IEnumerable<FlatColumn<CellLine>> Of(Setting setting) => SettingColumn.Of(setting).Select(column =>
        new FlatColumn<CellLine>(column.Output, line => line[setting.Name] is { } text ? column.Read(text) : null));

    private static Interval? Interval(CellLine line) => line.Cell is { } cell ? cell.Interval : line.Mean!.Interval;

    private static Interval? ChangeInterval(CellLine line) => line.Cell is { } cell ? cell.ChangeInterval : line.Mean!.ChangeInterval;
}
