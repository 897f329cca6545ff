namespace S2Grid.Views.Output;

/// <summary>Breaks text into lines.</summary>
public static class Wrapping
{
    /// <summary>Lines of so many columns at most, broken between words; a word that is too long for a line is broken, an address is
    /// not.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="indent">What the lines after the first begin with.</param>
    public static IReadOnlyList<string> Wrap(string text, int width, string indent = "")
    {
        if (text.Length <= width)
            return [text];

        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool begins = line.Length == 0 || line == indent;
            if (!begins && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                (line, begins) = (indent, true);
            }

            line += begins ? word : ' ' + word;
            while (line.Length > width && !word.Contains("://", StringComparison.Ordinal))
            {
                lines.Add(line[..width]);
                line = indent + line[width..];
            }
        }

        lines.Add(line);
        return lines;
    }
}
