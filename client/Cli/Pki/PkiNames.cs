namespace S2Grid.Cli.Pki;

/// <summary>Names of clusters, silos, clients and tokens: they are file names, too.</summary>
internal static class PkiNames
{
    /// <summary>What to say of a text that is not a name, after the text itself.</summary>
    public const string Complaint =
        "is not a valid name; write at most 64 letters, digits, '-', '_' and '.', and begin with a letter or digit";

    private const int MaxLength = 64;

    /// <summary>Reads a name; false if the text is not valid.</summary>
    public static bool TryRead(string text, out string name) =>
        (name = text).Length is > 0 and <= MaxLength
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
