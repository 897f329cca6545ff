namespace S2Grid.Cli.Pki;

/// <summary>Names of clusters, silos, clients and tokens: they are file names, too.</summary>
internal static class PkiName
{
    private const string Complaint =
        "is not a valid name; write at most 64 letters, digits, '-', '_' and '.', and begin with a letter or digit";

    private const int MaxLength = 64;

    /// <summary>An argument that is a name.</summary>
    public static Argument<string> Argument(string description) => CliArgument.Value<string>("NAME", description, TryRead, Complaint);

    public static Option<string> ClusterId(string description, string fallback) =>
        CliOption.Value<string>("--cluster-id", "ID", description, TryRead, Complaint, fallback);

    /// <summary>Names, or none.</summary>
    public static Option<IReadOnlyList<string>> Options(string name, string valueName, string description, string note) =>
        CliOption.Values<string>(name, valueName, description, TryRead, Complaint, note);

    private static bool TryRead(string text, out string name) =>
        (name = text).Length is > 0 and <= MaxLength
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
