using System.CommandLine;
using S2Grid.Experiments.Runs;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Common;
using S2Grid.Contracts.Sweeps;
using S2Grid.Storage.Reading;
using S2Grid.Terminal;

namespace S2Grid.Cli.Results;

/// <summary><c>s2grid results</c>: a sweep's stored results, all or some of them.</summary>
internal sealed class ResultsCommand : CliCommand<ResultsSettings>
{
    private static readonly Format[] ResultFormats = [Format.Table, Format.Markdown, Format.Csv, Format.Json, Format.Parquet];

    private readonly CliEnvironment environment;
    private readonly Argument<string?> sweep = new("SWEEP") { Description = "The sweep's name, its id or a beginning of the id" };
    private readonly ValueOption where = new(
        "--where", "CONDITION", "Only runs that meet a condition in SQL on the columns of the CSV", fallbackNote: "all runs");
    private readonly ValueOption format = Formats.Option(ResultFormats);
    private readonly ValueOption file = new(
        "--output", "FILE", "Write to a file, which appears when it is whole", fallbackNote: "standard output");
    private readonly FlagOption measured = new(
        "--measured", "With json: what machines measured, a configuration each, with its counts beside the simulator's, instead of the runs");

    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public ResultsCommand(CliEnvironment environment)
        : base("results", "Show or export the results of a sweep, finished or not")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        file.Aliases.Add("-o");
        Add(sweep);
        AddAll([where, format, file, measured, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid results rfc-2026-05", "The table that the run ended with."),
        new("s2grid results chunks --where \"backing = 'thp' and split.tlbi_ipa.2 > 0\"", "The rows that break 2M blocks with THP."),
        new("s2grid results chunks --format csv --where \"state = 'failed'\"", "Every column of what failed, the error included."),
        new("s2grid results kvm-smoke --measured --format json", "What machines counted beside the simulator's counts, for a program."),
        new("s2grid results chunks --format parquet -o chunks.parquet", "Everything in one file for DuckDB, pandas or R."),
    ];

    /// <inheritdoc/>
    protected override ResultsSettings Read(SettingsReader reader) => new(
        reader.Text(sweep) ?? "",
        reader.Text(where),
        reader.Choice(format, Formats.Names(ResultFormats)),
        reader.Text(file),
        reader.Flag(measured),
        place.Read(reader));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ResultsSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await GridSession.ToAskAsync(environment, settings.Place, cancellation);
        SweepStatus found = await grid.FindAsync(settings.Sweep, cancellation);
        try
        {
            if (settings.Measured)
            {
                (await MeasuredResults.ReadAsync(grid, found, settings.Where, cancellation)).WriteJson(environment.Out);
            }
            else if (settings.File is null)
            {
                await ResultWriter.WriteAsync(environment, grid, found, settings.Format, settings.Where, cancellation);
            }
            else
            {
                string path = environment.FullPath(settings.File);
                await ResultWriter.WriteFileAsync(grid, found, settings.Format, settings.Where, path, cancellation);
            }
        }
        catch (RefusedException wrong) when (wrong.Kind == RefusalKind.Condition)
        {
            throw new UsageException([new UsageError($"--where: {wrong.Message.TrimEnd('.')}", settings.Where, where.Name)]);
        }

        SweepProgress progress = found.Progress;
        if (progress.DoneRuns < progress.TotalRuns)
        {
            environment.WriteWarning($"{found.Name} is not complete: {ProgressText.Describe(progress)}");
        }

        return ExitCode.Done;
    }
}
