namespace S2Grid.Views.Output;

/// <summary>How a list is written: as a table with these columns, or as a JSON array of objects.</summary>
/// <param name="json">The object of an item.</param>
/// <param name="columns">The columns of the table.</param>
public sealed class Listing<T>(Func<T, object> json, params IReadOnlyList<Column<T>> columns)
{
    /// <summary>The objects of items, as JSON has them.</summary>
    public IEnumerable<object> Objects(IEnumerable<T> items) => items.Select(json);

    /// <summary>Writes a list.</summary>
    public void Write(CliEnvironment terminal, Format format, IReadOnlyList<T> items)
    {
        if (format == Format.Json)
            JsonOutput.Write(terminal.Out, Objects(items));
        else
            Page.Of(terminal, format).Write(Column<T>.Table(columns, items));
    }
}
