namespace S2Grid.Cli.Output;

/// <summary>How a list is written: as a table with these columns, or as a JSON array of objects.</summary>
/// <param name="json">The object of an item.</param>
/// <param name="columns">The columns of the table.</param>
internal sealed class Listing<T>(Func<T, object> json, params IReadOnlyList<Column<T>> columns)
{
    public void Write(CliEnvironment terminal, Format format, IReadOnlyList<T> items)
    {
        if (format == Format.Json)
            JsonOutput.Write(terminal.Out, items.Select(json));
        else
            Page.Of(terminal, format).Write(Column<T>.Table(columns, items));
    }
}
