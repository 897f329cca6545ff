namespace S2Grid.Views.Output;

/// <summary>What programs read, the same in every format: columns with types, and a value or nothing in each place.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">For each row a value of each column; one of type JSON as text.</param>
public sealed record FlatTable(IReadOnlyList<OutputColumn> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>Writes comma-separated values (RFC 4180): a value that is absent is an empty field.</summary>
    public void WriteCsv(TextWriter output)
    {
        output.WriteLine(string.Join(',', Columns.Select(column => Quote(column.Name))));
        foreach (object?[] row in Rows)
            output.WriteLine(string.Join(',', row.Select(value => Quote(value is bool flag ? flag ? "true" : "false" : value))));
    }

    /// <summary>Writes a JSON array with an object a row: a value that is absent is null.</summary>
    public void WriteJson(TextWriter output)
    {
        string[] names = [.. Columns.Select(column => $"{JsonOutput.Line(column.Name)}:")];
        string separator = "[\n";
        foreach (object?[] row in Rows)
        {
            output.Write(separator);
            output.Write("\t{");
            output.Write(string.Join(',', row.Select((value, column) =>
                names[column] + (Columns[column].Type == ColumnType.Json && value is string json ? json : JsonOutput.Line(value)))));
            output.Write('}');
            separator = ",\n";
        }

        output.Write(Rows.Count == 0 ? "[]" : "\n]");
    }

    private static string Quote(object? field)
    {
        string text = Convert.ToString(field, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
