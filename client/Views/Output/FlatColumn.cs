namespace S2Grid.Views.Output;

/// <summary>A column of a <see cref="FlatTable"/>.</summary>
/// <param name="Output">How it is called and what its values are.</param>
/// <param name="Value">An item's value: long, double, bool or string as the type says, anything for JSON; null where it is absent.</param>
public sealed record FlatColumn<T>(OutputColumn Output, Func<T, object?> Value)
{
    /// <summary>Declares a column.</summary>
    public FlatColumn(string name, ColumnType type, string unit, string description, Func<T, object?> value)
        : this(new OutputColumn(name, type, unit, description), value)
    {
    }

    /// <summary>A table with these columns and a row for each item.</summary>
    public static FlatTable Table(IReadOnlyList<FlatColumn<T>> columns, IEnumerable<T> items) => new(
        [.. columns.Select(column => column.Output)],
        [
            .. items.Select(item => (object?[])[.. columns.Select(column => column.ValueOf(item))]),
        ]);

    private object? ValueOf(T item)
    {
        object? value = Value(item);
        return value is not null && Output.Type == ColumnType.Json ? JsonOutput.Line(value) : value;
    }
}
