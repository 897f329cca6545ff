namespace S2Grid.Cli.CommandLine;

/// <summary>The <c>--format</c> option and what it accepts.</summary>
internal static class Formats
{
    /// <summary>The option, with the formats that a command can write; the first is the default.</summary>
    public static ValueOption Option(params Format[] formats)
    {
        IReadOnlyCollection<string> names = [.. Names(formats).Keys];
        string description = $"How to write the result: {string.Join(", ", names)}";
        return new ValueOption("--format", "FORMAT", description, names.First(), choices: () => names);
    }

    /// <summary>The formats by name.</summary>
    public static IReadOnlyDictionary<string, Format> Names(params Format[] formats) =>
        formats.ToDictionary(format => format.ToString().ToLowerInvariant());
}
