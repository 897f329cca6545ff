using S2Grid.Views.Output;

namespace S2Grid.Cli.Output;

/// <summary>The options that say how results are written.</summary>
/// <param name="formats">The formats that a command can write; the first is the default.</param>
internal sealed class PageOptions(params Format[] formats)
{
    private const int LeastWidth = 40;
    private const int MostWidth = 10_000;

    /// <summary>Lines around a table that are to stay on the screen with it: the command, headings, what is left out, the prompt.</summary>
    private const int LinesAround = 7;

    private const int LeastRows = 5;

    private readonly Option<Format> format = FormatOption.Of(formats);
    private readonly Option<int?> width = CliOption.OptionalNumber(
        "--width", "N", "Columns of a line: wider tables are wrapped, then stacked", LeastWidth, MostWidth,
        "the terminal's, else any number");

    private readonly Option<bool> all = CliOption.Flag("--all", "On a terminal: every row and column, not only those that fit on it");

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> All => [format, width, all];

    public Format FormatOf(ParseResult parse) => parse.GetValue(format);

    /// <summary>Standard output as the options and the terminal have it.</summary>
    public Page Read(CliEnvironment terminal, ParseResult parse) => Read(terminal.Out, terminal.Screen, parse);

    /// <summary>Some output as the options have it.</summary>
    /// <param name="output">The output.</param>
    /// <param name="screen">The columns and rows of the terminal that it is; null if it is none.</param>
    /// <param name="parse">The options.</param>
    public Page Read(TextWriter output, (int Columns, int Rows)? screen, ParseResult parse)
    {
        var page = new Page(output, FormatOf(parse));
        return page with
        {
            Width = Math.Min(parse.GetValue(width) ?? screen?.Columns ?? int.MaxValue, page.Width ?? int.MaxValue) is var columns
                && columns < int.MaxValue ? columns : null,
            Rows = page.Format == Format.Table && !parse.GetValue(all) && screen is var (_, rows)
                ? Math.Max(LeastRows, rows - LinesAround) : null,
        };
    }
}
