using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports.Content;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Sweeps;
using S2Grid.Runs;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Reports;

/// <summary><c>s2grid report</c>: a folder with everything that a cover letter, and who reads it, may ask for.</summary>
internal sealed class ReportCommand : CliCommand
{
    /// <summary>The option that names the folder.</summary>
    public const string FolderOption = "--output";

    private readonly GridOptions grid;
    private readonly Argument<string> sweep = CliArgument.Text("SWEEP", "The sweep's name, its id or a beginning of the id");
    private readonly Option<string?> folder =
        CliOption.OptionalText(FolderOption, "DIR", "The folder to write; it is made, and is whole or not there");

    private readonly Option<IReadOnlyList<string>> baseline = ComparedAxes.Baseline();
    private readonly Option<string?> where = SweepComparer.Where();
    private readonly Option<bool> force = CliOption.Flag("--force", "Replace a report that is there");

    /// <summary>Creates the command.</summary>
    public ReportCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "report",
            "Write a report: tables for a cover letter, pictures, a page, the runs, and how to repeat them",
            new("s2grid report rfc-2026-05 -o rfc-report", "report.md has the tables, report.html is one page to pass on."),
            new("s2grid report chunks -o tlbis --baseline chunk=2M --where \"backing = 'thp'\"", "Other chunks against 2M."))
    {
        this.grid = grid;
        folder.Aliases.Add("-o");
        AddAll([sweep, folder, baseline, where, force, .. grid.All]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse) =>
    [
        .. ComparedAxes.CheckBaseline(parse.GetRequiredValue(baseline)),
        .. string.IsNullOrEmpty(parse.GetValue(folder)) ? [new UsageError("a report needs a folder to write to: -o DIR", FolderOption)] : Array.Empty<UsageError>(),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string target = Terminal.FullPath(parse.GetValue(folder)!);
        var output = new ReportFolder(target, parse.GetValue(force));
        (AxisPattern? pattern, string? condition) = (ComparedAxes.ReadBaseline(parse.GetRequiredValue(baseline)), parse.GetValue(where));
        await using GridSession session = await grid.AskAsync(parse, cancellation);
        SweepStatus found = await session.FindAsync(parse.GetRequiredValue(sweep), cancellation);

        // Backings in rows, or strategies where backings are compared; everything else above the tables.
        var compare = new ComparisonRequest([], ["backing", "strategy"], pattern, [], condition);
        SweepComparison comparison = await new SweepComparer(Terminal, session, compare).CompareAsync(found, null, cancellation);
        if (comparison.Tables.Count == 0)
        {
            throw new UsageException([new UsageError(
                condition is null ? $"{found.Name} has no results yet" : "no run matches the condition", condition ?? parse.GetValue(sweep))]);
        }

        SweepRequest request = await session.AskAsync(grains => grains.Sweep(found.Id).GetRequest(), cancellation);
        SweepSpecification specification = SweepPlans.Read(request);
        using SegmentReader results = await session.OpenResultsAsync(found.Id, specification.Plan, cancellation);
        GroupedRuns grouped = results.Group(condition, ["strategy"], SweepComparison.MaxConfigurations);
        var compared = new ComparedSweep(found.Name, specification, grouped.Groups);
        IReadOnlyList<PublishedComparison> published = MeasuredFigures.Of(compared) is { Count: > 0 } measured
            ? measured
            : PublishedComparison.Predicted(compared, grouped.IsCut);
        var content = new ReportContent(found, request, specification, comparison, grouped.Groups, published, pattern, condition)
        {
            Runs = results.Count(condition),
        };
        output.Write(content, results, cancellation);
        await Terminal.Error.WriteLineAsync($"Written: {target}: report.md, report.html, pictures, {(content.HasCsv ? "runs.csv, " : "")}runs.parquet, reproduce.txt");
        foreach (string fault in comparison.Faults)
        {
            Terminal.WriteError(fault);
        }

        return comparison.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
