using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Content;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>A row of a comparison as a picture shows it. Sizes of the VM whose figures look alike share one.</summary>
/// <param name="Name">What stands beside it.</param>
/// <param name="Cells">A cell for each of the picture's columns.</param>
/// <param name="Runs">The runs of all that share it, without the baseline.</param>
public sealed record BarGroup(string Name, IReadOnlyList<ComparisonCell?> Cells, IReadOnlyList<RunGroup> Runs)
{
    private const string Memory = "memory";

    /// <summary>The columns of a picture: those of all its tables, of which each has what was run of its configurations.</summary>
    internal static string[] Columns(IReadOnlyList<ComparisonTable> tables) =>
        [.. tables.OrderByDescending(table => table.Columns.Count).SelectMany(table => table.Columns).Distinct()];

    /// <summary>The rows of tables of one metric: the sizes of a backing together, what varies besides in the order of the runs.</summary>
    internal static IEnumerable<BarGroup> Of(ReportContent content, IReadOnlyList<ComparisonTable> tables)
    {
        string[] columns = Columns(tables);
        (ComparisonTable Table, ComparisonRow Row)[] rows =
        [
            .. from table in tables
               let places = columns.Select(column => Array.IndexOf([.. table.Columns], column)).ToArray()
               from row in table.Rows
               select (table, row with { Cells = [.. places.Select(place => place < 0 ? null : row.Cells[place])] }),
        ];
        string[] sizes = [.. rows.Select(one => Size(one.Table)).Distinct()];
        string[] varying = [.. Independent(content.Varying, tables)];
        return rows
            .GroupBy(one => Key(varying.Select(name => Value(one.Table, name))))
            .SelectMany(others => others.GroupBy(one => Key([.. one.Row.Values, .. Figures(one.Table, one.Row)])))
            .Select(alike => new BarGroup(
                NameOf([.. alike]),
                alike.First().Row.Cells,
                [.. alike.SelectMany(one => one.Row.Cells.Skip(1)).OfType<ComparisonCell>().Select(cell => cell.Group)]));

        string NameOf((ComparisonTable Table, ComparisonRow Row)[] alike) => string.Join(", ",
        [
            .. alike[0].Row.Values,
            .. varying.Select(name => $"{name} {Value(alike[0].Table, name)}"),
            .. sizes.Length > 1 ? [Span(sizes, [.. alike.Select(one => Size(one.Table))])] : Array.Empty<string>(),
        ]);
    }

    /// <summary>The names without the size's, and without those that the size decides, such as the number of address bits.</summary>
    private static IEnumerable<string> Independent(IEnumerable<string> names, IReadOnlyList<ComparisonTable> tables) => names.Where(name =>
        name != Memory && tables.GroupBy(Size).Any(same => same.Select(table => Value(table, name)).Distinct().Skip(1).Any()));

    private static string Span(string[] all, string[] some)
    {
        int first = Array.IndexOf(all, some[0]);
        bool isRun = some.SequenceEqual(all.Skip(first).Take(some.Length));
        return some.Length == 1 ? some[0] : isRun ? $"{some[0]} to {some[^1]}" : string.Join(' ', some);
    }

    private static IEnumerable<string> Figures(ComparisonTable table, ComparisonRow row) =>
        row.Cells.Select(cell =>
            cell?.Change is null ? ComparisonText.Change(table.Metric, cell) : ChangePicture.Figure(cell) + cell.ChangeInterval);

    private static string Size(ComparisonTable table) => Value(table, Memory);

    private static string Value(ComparisonTable table, string name)
        => table.Heading.FirstOrDefault(value => value.Name == name).Value ?? "";

    private static string Key(IEnumerable<string> values) => string.Join('\n', values);
}
