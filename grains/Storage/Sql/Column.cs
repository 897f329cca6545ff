namespace S2Grid.Storage.Sql;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What is kept in it: a text, a number, a flag, bytes or a time.</param>
/// <param name="IsNullable">Whether a row may have nothing in it.</param>
/// <param name="Default">What rows have that are older than the column; null where there can be none, or for nothing.</param>
internal sealed record Column(string Name, Type Type, bool IsNullable = false, object? Default = null)
{
    /// <summary>How the column is declared.</summary>
    public string Declare(SqlDatabase database) =>
        $"{Name} {database.TypeOf(Type)}{(IsNullable ? "" : " NOT NULL")}{(Default is null ? "" : $" DEFAULT {Literal(Default)}")}";

    private static string Literal(object value) =>
        value is string text ? SqlText.Text(text) : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
