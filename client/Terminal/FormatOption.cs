namespace S2Grid.Terminal;

/// <summary>The <c>--format</c> option.</summary>
public static class FormatOption
{
    /// <summary>The option of a command that lists something.</summary>
    public static Option<Format> OfList() => Of(Format.Table, Format.Markdown, Format.Json);

    /// <summary>The option, with the formats that a command can write; the first is the default.</summary>
    public static Option<Format> Of(params Format[] formats)
    {
        var names = formats.ToDictionary(format => format.ToString().ToLowerInvariant());
        return CliOption.Choice(
            "--format", "FORMAT", $"How to write the result: {string.Join(", ", names.Keys)}", names, names.Keys.First());
    }
}
