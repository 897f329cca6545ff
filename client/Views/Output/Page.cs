using static System.FormattableString;

namespace S2Grid.Views.Output;

/// <summary>What people read, as text, as Markdown or for a mail, within the columns and rows that there are.</summary>
/// <param name="Out">Where it is written.</param>
/// <param name="Format">How.</param>
public sealed record Page(TextWriter Out, Format Format)
{
    /// <summary>The columns that a line of a mail has at most.</summary>
    public const int MailWidth = 72;

    /// <summary>The columns that a line has at most; null for any number.</summary>
    public int? Width { get; init; } = Format == Format.Mail ? MailWidth : null;

    /// <summary>The rows that a table has at most, and then columns are left out that do not fit; null for all rows and columns.</summary>
    public int? Rows { get; init; }

    /// <summary>Standard output, with all rows and columns of a table.</summary>
    public static Page Of(CliEnvironment terminal, Format format) => new(terminal.Out, format) { Width = terminal.Screen?.Columns };

    /// <summary>Whether it is written as Markdown.</summary>
    public bool IsMarkdown => Format == Format.Markdown;

    /// <summary>Writes text.</summary>
    /// <param name="text">The text; empty for a blank line.</param>
    /// <param name="indent">What its lines after the first begin with.</param>
    public void Write(string text = "", string indent = "")
    {
        foreach (string line in Width is { } width && !IsMarkdown ? Wrapping.Wrap(text, width, indent) : [text])
            Out.WriteLine(line);
    }

    /// <summary>Writes what a table is about.</summary>
    public void WriteHeading(string heading) => Write(IsMarkdown ? $"### {heading}\n" : heading);

    /// <summary>Writes a table with its heading, and a blank line.</summary>
    public void WriteTable(string heading, TextTable table)
    {
        WriteHeading(heading);
        Write(table);
        Write();
    }

    /// <summary>Writes a table, and says what it leaves out for want of room.</summary>
    public void Write(TextTable table)
    {
        TextTable shown = Rows is { } rows && table.Count > rows && !IsMarkdown ? table.First(rows) : table;
        if (Width is not { } width || IsMarkdown)
        {
            shown.Write(Out, Format);
        }
        else
        {
            var layout = new TableLayout(shown, width, mayDrop: Rows is not null);
            foreach (string line in layout.Lines)
                Out.WriteLine(line);

            if (layout.Dropped.Count > 0)
                Write($"Too wide to show: {string.Join(", ", layout.Dropped)}. --all shows every column, --width N takes N columns.");
        }

        if (shown.Count < table.Count)
            Write(Invariant($"{table.Count - shown.Count:N0} more {(table.Count - shown.Count == 1 ? "row" : "rows")}: --all shows them."));
    }

    /// <summary>Writes what must be said below tables.</summary>
    public void WriteNotes(IEnumerable<string> notes)
    {
        foreach (string note in notes)
            Write(IsMarkdown || Format == Format.Mail ? $"- {note}" : note, indent: Width is null ? "" : "  ");
    }
}
