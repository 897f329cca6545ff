namespace S2Grid.Cli.CommandLine;

/// <summary>The settings of a command that only lists something.</summary>
/// <param name="Format">How to write the list.</param>
internal sealed record FormatSettings(Format Format) : ISettings
{
    /// <summary>The formats of a list; the first is the default.</summary>
    public static Format[] Formats { get; } = [Format.Table, Format.Markdown, Format.Json];

    /// <summary>Reads the format.</summary>
    public static FormatSettings Read(SettingsReader reader, ValueOption format) =>
        new(reader.Choice(format, CommandLine.Formats.Names(Formats)));
}
