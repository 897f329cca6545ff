namespace S2Grid.Cli.Pki;

/// <summary>What clusters, silos, clients and tokens can be called: names that are file names, too.</summary>
internal static class PkiNames
{
    /// <summary>The rule in words.</summary>
    public const string Rule = "write at most 64 letters, digits, '-', '_' and '.', and begin with a letter or digit";

    private const int Longest = 64;

    /// <summary>Whether a text can be a name.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= Longest
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
