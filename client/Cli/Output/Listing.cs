namespace S2Grid.Cli.Output;

/// <summary>How a list is written: as a table with these columns, or as a JSON array of objects.</summary>
/// <param name="json">The object of an item.</param>
/// <param name="columns">The columns of the table.</param>
internal sealed class Listing<T>(Func<T, object> json, params IReadOnlyList<Column<T>> columns)
{
    /// <summary>Writes the items.</summary>
    public void Write(TextWriter output, Format format, IReadOnlyList<T> items)
    {
        if (format == Format.Json)
        {
            JsonOutput.Write(output, items.Select(json));
            return;
        }

        var table = new TextTable([.. columns.Select(column => column.Header)]);
        foreach (T item in items)
        {
            table.Add([.. columns.Select(column => column.Cell(item))]);
        }

        table.Write(output, format);
    }
}
