namespace S2Grid.Storage.Sql;

/// <summary>How records of one kind stand in a table: each column is declared once, and statements are made of that.</summary>
/// <param name="name">The table's name with its schema.</param>
/// <param name="read">Makes a record of a row of which <see cref="Columns"/> were selected.</param>
/// <param name="columns">The columns in order: the name of each, and what it has of a record.</param>
internal sealed class Table<T>(string name, Func<SqlRow, T> read, params (string Name, Func<T, object?> Value)[] columns)
{
    /// <summary>Makes a record of a row.</summary>
    public Func<SqlRow, T> Read => read;

    /// <summary>The names of all columns.</summary>
    public string Columns { get; } = List(columns.Select(column => column.Name));

    /// <summary>A parameter for each column, called like it.</summary>
    public string Values { get; } = List(columns.Select(column => $"@{column.Name}"));

    /// <summary>Gives each column the value of its parameter.</summary>
    public string Assignments { get; } = List(columns.Select(column => $"{column.Name} = @{column.Name}"));

    /// <summary>Gives each column of the row that is there the value of the row that was to be added.</summary>
    public string Replacements { get; } = List(columns.Select(column => $"{column.Name} = excluded.{column.Name}"));

    /// <summary>Adds a row, unless one like it is there.</summary>
    public string Insert => $"INSERT INTO {name} ({Columns}) VALUES ({Values}) ON CONFLICT DO NOTHING";

    /// <summary>Selects all columns.</summary>
    public string Select => $"SELECT {Columns} FROM {name}";

    /// <summary>A record's parameters.</summary>
    public (string Name, object? Value)[] Parameters(T record) => [.. columns.Select(column => (column.Name, column.Value(record)))];

    /// <summary>The table's name, for statements.</summary>
    public override string ToString() => name;

    private static string List(IEnumerable<string> items) => string.Join(", ", items);
}
