using System.Text.Json;

namespace S2Grid.Storage.Reading;

/// <summary>
/// Writes rows as a JSON array, an object a run with every column. Nearly all of it is names and zeros of counters that no run has, which
/// are put together once: the database would write each of them anew for every run.
/// </summary>
internal sealed class JsonRows
{
    private readonly List<string> before = [];
    private readonly string end;

    /// <summary>Prepares the text around the values.</summary>
    /// <param name="columns">The columns' names, in order.</param>
    /// <param name="areZero">Whether each is zero in every row and not read.</param>
    public JsonRows(IReadOnlyList<string> columns, IReadOnlyList<bool> areZero)
    {
        string text = "{";
        foreach ((int index, string name) in columns.Index())
        {
            text += $"{(index == 0 ? "" : ",")}\"{JsonEncodedText.Encode(name)}\":";
            if (areZero[index])
            {
                text += "0";
            }
            else
            {
                before.Add(text);
                text = "";
            }
        }

        end = text + "}";
    }

    /// <summary>Writes the array.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="rows">The columns of each run that are read, in order: whole numbers, and everything else as JSON.</param>
    /// <param name="cancellation">Ends the writing in the middle.</param>
    public void Write(TextWriter output, IEnumerable<DuckDBDataReader> rows, CancellationToken cancellation)
    {
        output.Write('[');
        string separator = "\n\t";
        foreach (DuckDBDataReader row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            output.Write(separator);
            separator = ",\n\t";
            for (int column = 0; column < before.Count; column++)
            {
                output.Write(before[column]);
                WriteValue(output, row, column);
            }

            output.Write(end);
        }

        output.Write("\n]");
    }

    private static void WriteValue(TextWriter output, DuckDBDataReader row, int column)
    {
        if (row.IsDBNull(column))
            output.Write("null");
        else if (row.GetFieldType(column) == typeof(long))
            Write(output, row.GetInt64(column));
        else
            output.Write(row.GetString(column));
    }

    private static void Write(TextWriter output, long number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
    }
}
