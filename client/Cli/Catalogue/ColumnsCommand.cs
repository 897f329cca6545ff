using S2Grid.Cli.Compare;
using S2Grid.Cli.Output;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid columns</c>: what CSV, JSON and Parquet have.</summary>
internal static class ColumnsCommand
{
    /// <summary>Creates the command.</summary>
    public static ListCommand<ListedColumn> Of(CliEnvironment terminal) => new(
        terminal,
        "columns",
        "List the columns of CSV, JSON and Parquet, with their types, units and what they say",
        [
            new("s2grid columns",
                "Those of runs ('run', 'results') and of compared figures ('compare'), settings in both, and of published figures."),
            new("s2grid columns --format markdown", "The same as a page; client/docs/output-schema.md has what else JSON has."),
        ],
        new(
            one => new { one.List, one.Column.Name, one.Column.Type, one.Column.Unit, one.Column.Description },
            new("of", one => one.List),
            new("column", one => one.Column.Name),
            new("type", one => one.Column.Type.Word()),
            new("unit", one => one.Column.Unit),
            new("what it says", one => one.Column.Description)),
        [
            .. In("settings", Settings([.. Axes.All, Backends.Setting])),
            .. In("settings (kvm)", Settings(KvmKeys.All.Where(key => key.IsIdentity))),
            .. In("runs", [.. RunColumns.Common, .. RunColumns.Sums, .. RunColumns.Predicted("MODEL"),
                .. StallFigure.All.SelectMany(figure => RunColumns.Stall(figure, "MODEL"))]),
            .. In("runs (kvm)", RunColumns.Measured),
            .. In("steps", [.. RunColumns.OfStep("STEP"), RunColumns.CounterOf("STEP")]),
            .. In("cells", Outputs(CellColumns.Before.Concat(CellColumns.After))),
            .. In("published", Outputs(PublishedColumns.All)),
        ]);

    private static IEnumerable<ListedColumn> In(string list, IEnumerable<OutputColumn> columns) =>
        columns.Select(column => new ListedColumn(list, column));

    private static IEnumerable<OutputColumn> Settings(IEnumerable<Setting> settings) =>
        settings.SelectMany(SettingColumn.Of).Select(column => column.Output);

    private static IEnumerable<OutputColumn> Outputs<T>(IEnumerable<FlatColumn<T>> columns) => columns.Select(column => column.Output);

    /// <summary>A column, and the list that has it.</summary>
    internal sealed record ListedColumn(string List, OutputColumn Column);
}
