using System.Globalization;

namespace S2Grid.Experiments;

/// <summary>Something wrong with a sweep file.</summary>
/// <param name="Line">Line, from 1; 0 where the fault has no place in the file.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Text">The offending text as it was written; empty where there is none.</param>
/// <param name="Message">What is wrong and what is allowed, in a sentence.</param>
/// <param name="Suggestion">What was probably meant; null if nothing comes near.</param>
public sealed record SpecificationError(int Line, int Column, string Text, string Message, string? Suggestion = null)
{
    /// <summary>The error as compilers write it, with the line of the file and a caret below it.</summary>
    /// <param name="fileName">The file's name.</param>
    /// <param name="lines">The file's lines.</param>
    public string Format(string fileName, IReadOnlyList<string> lines)
    {
        string hint = Suggestion is null ? "" : $" Did you mean '{Suggestion}'?";
        if (Line < 1)
        {
            return $"{fileName}: {Message}{hint}";
        }

        string head = string.Create(CultureInfo.InvariantCulture, $"{fileName}:{Line}:{Column}: {Message}{hint}");
        if (Line > lines.Count || lines[Line - 1].Length > 200)
        {
            return head;
        }

        string caret = new string(' ', Math.Max(0, Column - 1)) + new string('^', Math.Clamp(Text.Length, 1, 60));
        return $"{head}\n    {Printable(lines[Line - 1])}\n    {caret}";
    }

    private static string Printable(string line) => string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));
}
