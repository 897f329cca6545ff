namespace S2Grid.Terminal;

/// <summary>Rows of text under headers, as aligned columns or as Markdown.</summary>
/// <param name="headers">One per column; a header that begins with a blank marks a column whose cells are aligned right, with two
/// blanks one that says nothing without the column before it.</param>
public sealed class TextTable(params IReadOnlyList<string> headers)
{
    private readonly List<string[]> rows = [];

    /// <summary>How many rows there are.</summary>
    public int Count => rows.Count;

    /// <summary>The headers as they are shown.</summary>
    public IReadOnlyList<string> Titles => [.. headers.Select(header => header.Trim())];

    /// <summary>The rows.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => rows;

    /// <summary>Columns of its longest line as aligned columns.</summary>
    public int Width => Widths().Sum() + (2 * (headers.Count - 1));

    /// <summary>Whether a column's cells are aligned right.</summary>
    public bool IsRight(int column) => headers[column].StartsWith(' ');

    /// <summary>Whether a column says nothing without the one before it.</summary>
    public bool IsOfPrevious(int column) => headers[column].StartsWith("  ", StringComparison.Ordinal);

    /// <summary>The table with its first rows only.</summary>
    public TextTable First(int count)
    {
        var first = new TextTable(headers);
        first.rows.AddRange(rows.Take(count));
        return first;
    }

    /// <summary>Adds a row of as many cells as there are headers.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headers.Count);
        rows.Add([.. cells.Select(cell => PrintableText.Sanitize(cell))]);
    }

    /// <summary>Writes Markdown if that is asked for, else aligned columns.</summary>
    public void Write(TextWriter output, Format format)
    {
        if (format == Format.Markdown)
            WriteMarkdown(output);
        else
            WriteText(output);
    }

    /// <summary>Writes aligned columns, two blanks apart.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="indent">Blanks before each line.</param>
    public void WriteText(TextWriter output, int indent = 0)
    {
        int[] widths = Widths();
        foreach (IReadOnlyList<string> row in (IEnumerable<IReadOnlyList<string>>)[Titles, .. rows])
        {
            string line = string.Join("  ", Aligned(row, widths));
            output.WriteLine((new string(' ', indent) + line).TrimEnd());
        }
    }

    /// <summary>Writes a Markdown table.</summary>
    public void WriteMarkdown(TextWriter output)
    {
        int[] widths = Widths();
        WriteLine(Aligned(Titles, widths));
        WriteLine(widths.Select((width, column) => IsRight(column) ? new string('-', width - 1) + ':' : new string('-', width)));
        foreach (string[] row in rows)
            WriteLine(Aligned(row, widths).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)));

        void WriteLine(IEnumerable<string> cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
    }

    private IEnumerable<string> Aligned(IReadOnlyList<string> row, int[] widths) =>
        row.Select((cell, column) => IsRight(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));

    private int[] Widths() => [.. Titles.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
}
