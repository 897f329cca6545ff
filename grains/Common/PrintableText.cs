using System.Globalization;

namespace S2Grid.Common;

/// <summary>Texts of others, made fit to be shown: a terminal would obey their control characters, a reader be deceived by those that
/// turn the direction of writing, and a log would take a line for two.</summary>
public static class PrintableText
{
    /// <summary>The beginning of a text, in one line, with blanks for what is not to be seen.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many characters to keep at most.</param>
    public static string Sanitize(string text, int maxLength = int.MaxValue) =>
        text.Length <= maxLength && text.All(IsFit)
            ? text : string.Concat(text.Take(maxLength).Select(letter => IsFit(letter) ? letter : ' '));

    /// <summary>A text of several lines, each of them sanitized.</summary>
    public static string SanitizeLines(string text) => string.Join('\n', text.Split('\n').Select(line => Sanitize(line)));

    private static bool IsFit(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
