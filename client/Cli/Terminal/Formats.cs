using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Terminal;

/// <summary>The <c>--format</c> option and what it accepts.</summary>
public static class Formats
{
    /// <summary>The option, with the formats that a command can write; the first is the default.</summary>
    public static ValueOption Option(params Format[] formats) =>
        new("--format", "FORMAT", $"How to write the result: {string.Join(", ", Names(formats).Keys)}", Names(formats).First().Key, choices: () => Names(formats).Keys);

    /// <summary>The formats by name.</summary>
    public static IReadOnlyDictionary<string, Format> Names(params Format[] formats) =>
        formats.ToDictionary(format => format.ToString().ToLowerInvariant());
}
