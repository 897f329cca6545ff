using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Common;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Results;

/// <summary><c>s2grid results</c>: a sweep's stored results, all or some of them.</summary>
internal sealed class ResultsCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Argument<string> sweep = CliArgument.Text("SWEEP", "The sweep's name, its id or a beginning of the id");
    private readonly Option<string?> where =
        CliOption.OptionalText("--where", "CONDITION", "Only runs that meet a condition in SQL on the columns of the CSV", "all runs");

    private readonly Option<Format> format =
        FormatOption.Of(Format.Table, Format.Markdown, Format.Csv, Format.Json, Format.Parquet);

    private readonly Option<string?> file =
        CliOption.OptionalText("--output", "FILE", "Write to a file, which appears when it is whole", "standard output");

    private readonly Option<bool> measured = CliOption.Flag(
        "--measured", "With json: what machines measured, a configuration each, with its counts beside the simulator's, instead of the runs");

    /// <summary>Creates the command.</summary>
    public ResultsCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "results",
            "Show or export the results of a sweep, finished or not",
            new("s2grid results rfc-2026-05", "The table that the run ended with."),
            new("s2grid results chunks --where \"backing = 'thp' and split.tlbi_ipa.2 > 0\"", "The rows that break 2M blocks with THP."),
            new("s2grid results chunks --format csv --where \"state = 'failed'\"", "Every column of what failed, the error included."),
            new("s2grid results kvm-smoke --measured --format json", "What machines counted beside the simulator's counts, for a program."),
            new("s2grid results chunks --format parquet -o chunks.parquet", "Everything in one file for DuckDB, pandas or R."))
    {
        this.grid = grid;
        file.Aliases.Add("-o");
        AddAll([sweep, where, format, file, measured, .. grid.All]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        bool hasFile = parse.GetValue(file) is not null;
        if (parse.GetValue(format) == Format.Parquet && !hasFile)
        {
            yield return new UsageError("--format parquet needs a file: add -o FILE", "parquet", "--format");
        }

        if (parse.GetValue(measured) && (parse.GetValue(format) != Format.Json || hasFile))
        {
            yield return new UsageError("--measured writes JSON to standard output: add --format json, and no -o", "--measured", "--measured");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string? condition = parse.GetValue(where);
        await using GridSession session = await grid.AskAsync(parse, cancellation);
        SweepStatus found = await session.FindAsync(parse.GetRequiredValue(sweep), cancellation);
        try
        {
            if (parse.GetValue(measured))
            {
                (await MeasuredResults.ReadAsync(session, found, condition, cancellation)).WriteJson(Terminal.Out);
            }
            else if (parse.GetValue(file) is { } path)
            {
                await ResultWriter.WriteFileAsync(session, found, parse.GetValue(format), condition, Terminal.FullPath(path), cancellation);
            }
            else
            {
                await ResultWriter.WriteAsync(Terminal, session, found, parse.GetValue(format), condition, cancellation);
            }
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Condition)
        {
            throw new UsageException([new UsageError($"--where: {e.Message.TrimEnd('.')}", condition, where.Name)]);
        }

        SweepProgress progress = found.Progress;
        if (progress.DoneRuns < progress.TotalRuns)
        {
            Terminal.WriteWarning($"{found.Name} is not complete: {ProgressText.Describe(progress)}");
        }

        return ExitCode.Done;
    }
}
