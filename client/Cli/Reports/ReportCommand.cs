using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports.Content;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Sweeps;
using S2Grid.Storage.Reading;
using S2Grid.Terminal;

namespace S2Grid.Cli.Reports;

/// <summary><c>s2grid report</c>: a folder with everything that a cover letter, and who reads it, may ask for.</summary>
internal sealed class ReportCommand : CliCommand<ReportSettings>
{
    /// <summary>The option that names the folder.</summary>
    public const string FolderOption = "--output";

    private readonly CliEnvironment environment;
    private readonly Argument<string?> sweep = new("SWEEP") { Description = "The sweep's name, its id or a beginning of the id" };
    private readonly ValueOption folder = new(FolderOption, "DIR", "The folder to write; it is made, and is whole or not there");
    private readonly ListOption baseline = new(
        ComparedAxes.BaselineOption,
        "AXIS=VALUE",
        "What everything else on that axis is compared with",
        "the sweep's own",
        () => ComparedAxes.Names().Select(name => name + "="));
    private readonly ValueOption where = new(
        SweepComparer.WhereOption, "CONDITION", "Only runs that meet a condition in SQL on the columns of the results", fallbackNote: "all runs");
    private readonly FlagOption force = new("--force", "Replace a report that is there");
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public ReportCommand(CliEnvironment environment)
        : base("report", "Write a report: tables for a cover letter, pictures, a page, the runs, and how to repeat them")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        folder.Aliases.Add("-o");
        Add(sweep);
        AddAll([folder, baseline, where, force, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid report rfc-2026-05 -o rfc-report", "report.md has the tables, report.html is one page to pass on."),
        new("s2grid report chunks -o tlbis --baseline chunk=2M --where \"backing = 'thp'\"", "Other chunks against 2M."),
    ];

    /// <inheritdoc/>
    protected override ReportSettings Read(SettingsReader reader) => new(
        reader.Text(sweep) ?? "",
        reader.Text(folder),
        ComparedAxes.ReadBaseline(reader, baseline),
        reader.Text(where),
        reader.IsGiven(force),
        place.Read(reader));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ReportSettings settings, CancellationToken cancellation)
    {
        string target = environment.FullPath(settings.Folder!);
        var output = new ReportFolder(target, settings.IsForced);
        await using GridSession grid = await GridSession.ToAskAsync(environment, settings.Place, cancellation);
        SweepStatus found = await grid.FindAsync(settings.Sweep, cancellation);
        SweepComparison comparison = await new SweepComparer(environment, grid, settings.Comparison).CompareAsync(found, null, cancellation);
        if (comparison.Tables.Count == 0)
        {
            throw new UsageException([new UsageError(
                settings.Where is null ? $"{found.Name} has no results yet" : "no run meets the condition", settings.Where ?? settings.Sweep)]);
        }

        SweepRequest request = await grid.AskAsync(grains => grains.Sweep(found.Id).GetRequest(), cancellation);
        SweepSpecification specification = SweepPlans.Read(request);
        using SegmentReader results = await grid.OpenResultsAsync(found.Id, specification.Plan, cancellation);
        GroupedRuns grouped = results.Group(settings.Where, ["strategy"], SweepComparison.MaxConfigurations);
        var compared = new ComparedSweep(found.Name, specification, grouped.Groups);
        IReadOnlyList<PublishedComparison> published = MeasuredFigures.Of(compared) is { Count: > 0 } measured
            ? measured
            : PublishedComparison.Predicted(compared, grouped.IsCut);
        var content = new ReportContent(found, request, specification, comparison, grouped.Groups, published, settings.Baseline, settings.Where)
        {
            Runs = results.Count(settings.Where),
        };
        output.Write(content, results, cancellation);
        await environment.Error.WriteLineAsync($"Written: {target}: report.md, report.html, pictures, {(content.HasCsv ? "runs.csv, " : "")}runs.parquet, reproduce.txt");
        foreach (string fault in comparison.Faults)
        {
            environment.WriteError(fault);
        }

        return comparison.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
