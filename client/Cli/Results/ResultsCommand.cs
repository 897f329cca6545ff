using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Cli.Reading;
using S2Grid.Views.Compare;
using S2Grid.Views.Grids;
using S2Grid.Views.Reading;
using S2Grid.Views.Results;

namespace S2Grid.Cli.Results;

/// <summary><c>s2grid results</c>: a sweep's stored results, all or some of them.</summary>
internal sealed class ResultsCommand : StoredSweepCommand
{
    private readonly PageOptions page = new(Format.Table, Format.Markdown, Format.Mail, Format.Csv, Format.Json, Format.Parquet);

    private readonly FileOption file = new();

    private readonly Option<string?> group = GroupedResults.Create();

    private readonly Option<bool> measured = CliOption.Flag(
        "--measured",
        "With json: what machines measured, a configuration each, with its counts beside the simulator's, instead of the runs");

    public ResultsCommand(GridOptions grid)
        : base(
            grid,
            "results",
            "Show or export the results of a sweep, finished or not",
            new("s2grid results rfc-2026-05", "The table that the run ended with."),
            new("s2grid results chunks --where \"backing = 'thp' and split.tlbi_ipa.2 > 0\"", "The rows that break 2M blocks with THP."),
            new("s2grid results chunks --format csv --where \"state = 'failed'\"", "Every column of what failed, the error included."),
            new("s2grid results kvm-smoke --measured --format json", "What machines counted beside the simulator's counts, for a program."),
            new("s2grid results chunks --group-by strategy,backing --format csv",
                "What each figure comes to, a line for each strategy and backing."),
            new("s2grid results rfc-2026-05 --format mail", "At most 72 columns, one metric a table, with what the notes must say."),
            new("s2grid results chunks --format parquet -o chunks.parquet",
                "Everything in one file for DuckDB, pandas or R; 's2grid columns' says what every column is."))
    {
        AddAll([Sweep, Where, group, .. page.All, file.Option, measured, .. grid.All]);
    }

    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        foreach (UsageError error in file.Check(parse, page.FormatOf(parse)))
            yield return error;

        if (parse.GetValue(measured) && parse.GetValue(group) is { } by)
            yield return new UsageError($"{GroupedResults.Option} groups runs, which --measured leaves out", by, GroupedResults.Option);

        if (parse.GetValue(measured) && (page.FormatOf(parse) != Format.Json || parse.GetValue(file.Option) is not null))
        {
            yield return new UsageError("--measured writes JSON to standard output: add --format json, and no -o", "--measured",
                "--measured");
        }
    }

    protected override async Task<int> ExecuteAsync(
        GridSession session, StoredSweep sweep, ParseResult parse, CancellationToken cancellation)
    {
        string? condition = parse.GetValue(Where);
        if (parse.GetValue(measured))
        {
            new MeasuredResults(sweep, condition).WriteJson(Terminal.Out, ResultDocument.Of(sweep, condition).Header);
        }
        else if (parse.GetValue(group) is { } columns)
        {
            GroupedResults groups = GroupedResults.Read(sweep, condition, columns);
            if (parse.GetValue(file.Option) is { } groupFile)
            {
                await groups.WriteFileAsync(
                    text => page.Read(text, screen: null, parse), page.FormatOf(parse), Terminal.FullPath(groupFile));
            }
            else
            {
                groups.Write(page.Read(Terminal, parse));
            }

            if (groups.Rows.Count == 0)
                await Terminal.Error.WriteLineAsync(Notes.Nothing(condition));
        }
        else if (parse.GetValue(file.Option) is { } path)
        {
            ResultWriter.WriteFile(
                text => page.Read(text, screen: null, parse), sweep, page.FormatOf(parse), condition, Terminal.FullPath(path));
        }
        else
        {
            await ResultWriter.WriteAsync(Terminal, page.Read(Terminal, parse), sweep, condition, cancellation);
        }

        return sweep.Judge(Terminal, condition);
    }
}
