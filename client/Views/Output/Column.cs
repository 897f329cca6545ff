namespace S2Grid.Views.Output;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its header; one that begins with a blank aligns the cells right.</param>
/// <param name="Cell">An item's cell.</param>
public sealed record Column<T>(string Header, Func<T, string> Cell)
{
    /// <summary>A table with these columns and a row for each item.</summary>
    public static TextTable Table(IReadOnlyList<Column<T>> columns, IEnumerable<T> items)
    {
        var table = new TextTable([.. columns.Select(column => column.Header)]);
        foreach (T item in items)
            table.Add([.. columns.Select(column => column.Cell(item))]);

        return table;
    }
}
