namespace S2Grid.Cli.Compare;

/// <summary>What stands around tables, as text or as Markdown.</summary>
internal static class TextSections
{
    /// <summary>Writes what a table is about.</summary>
    public static void WriteHeading(this TextWriter output, string heading, Format format) =>
        output.WriteLine(format == Format.Markdown ? $"### {heading}\n" : heading);

    /// <summary>Writes a table with its heading, and a blank line.</summary>
    public static void WriteTable(this TextWriter output, string heading, TextTable table, Format format)
    {
        output.WriteHeading(heading, format);
        table.Write(output, format);
        output.WriteLine();
    }

    /// <summary>Writes what must be said below tables.</summary>
    public static void WriteNotes(this TextWriter output, IEnumerable<string> notes, Format format)
    {
        foreach (string note in notes)
        {
            output.WriteLine(format == Format.Markdown ? $"- {note}" : note);
        }
    }
}
