namespace S2Grid.Common;

/// <summary>Texts of others, made fit to be shown: a terminal would obey their control characters, and a log would take a line for two.</summary>
public static class PrintableText
{
    /// <summary>The beginning of a text, with blanks for control characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many characters to keep at most.</param>
    public static string Sanitize(string text, int maxLength = int.MaxValue) =>
        string.Concat(text.Take(maxLength).Select(letter => char.IsControl(letter) ? ' ' : letter));
}
