namespace S2Grid.Experiments.Yaml;

/// <summary>Something wrong with a sweep file.</summary>
/// <param name="Line">Line, from 1; 0 where the fault has no place in the file.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Text">The offending text as it was written; empty where there is none.</param>
/// <param name="Message">What is wrong and what is allowed, in a sentence.</param>
/// <param name="Suggestion">What was probably meant; null if nothing comes near.</param>
public sealed record SpecificationError(int Line, int Column, string Text, string Message, string? Suggestion = null)
{
    private const int MaxLine = 120;
    private const int ShownBefore = 60;

    /// <summary>The other file in which it is, with its lines; null for the sweep file.</summary>
    internal (string Name, IReadOnlyList<string> Lines)? Source { get; init; }

    /// <summary>The error as compilers write it, with the line of the file and a caret below it.</summary>
    /// <param name="fileName">The file's name.</param>
    /// <param name="lines">The file's lines; of a long one, the part around the fault is shown.</param>
    public string Format(string fileName, IReadOnlyList<string> lines)
    {
        (fileName, lines) = Source ?? (fileName, lines);
        string hint = Suggestion is null ? "" : $" Did you mean '{Suggestion}'?";
        if (Line < 1)
            return $"{fileName}: {Message}{hint}";

        string head = string.Create(CultureInfo.InvariantCulture, $"{fileName}:{Line}:{Column}: {Message}{hint}");
        if (Line > lines.Count)
            return head;

        string line = PrintableText.Sanitize(lines[Line - 1].TrimEnd());
        int at = Math.Clamp(Column - 1, 0, line.Length);
        int start = line.Length > MaxLine ? Math.Max(0, at - ShownBefore) : 0;
        string shown = line.Substring(start, Math.Min(MaxLine, line.Length - start));
        int carets = Math.Clamp(Text.Length, 1, Math.Max(1, shown.Length - (at - start)));
        return $"{head}\n    {shown}\n    {new string(' ', at - start)}{new string('^', carets)}";
    }
}
