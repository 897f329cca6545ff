using S2Grid.Cli.Clusters;
using S2Grid.Cli.Reading;
using S2Grid.Views.Compare;
using S2Grid.Views.Grids;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;
using S2Grid.Views.Reports;
using S2Grid.Views.Reports.Content;

namespace S2Grid.Cli.Reports;

/// <summary><c>s2grid report</c>: a folder with everything that a cover letter, and who reads it, may ask for.</summary>
internal sealed class ReportCommand : StoredSweepCommand
{
    private const string FolderOption = "--output";

    private readonly Option<string?> folder =
        CliOption.OptionalText(FolderOption, "DIR", "The folder to write; it is made, and is whole or not there");

    private readonly ComparisonOptions options = new();
    private readonly Option<Form> form = CliOption.Choice(
        "--format",
        "FORMAT",
        "folder writes the report, mail its words and tables to standard output, at most 72 columns wide",
        new Dictionary<string, Form> { ["folder"] = Form.Folder, ["mail"] = Form.Mail },
        "folder");

    private readonly Option<bool> force = CliOption.Flag("--force", "Replace a report that is there");

    public ReportCommand(GridOptions grid)
        : base(
            grid,
            "report",
            "Write a report: tables for a cover letter, pictures, a page, the runs, and how to repeat them",
            new("s2grid report rfc-2026-05 -o rfc-report", "report.md has the tables, report.html is one page to pass on."),
            new("s2grid report rfc-2026-05 --format mail", "Its words and tables, to paste into a mail."),
            new("s2grid report chunks -o tlbis --baseline chunk=2M --where \"backing = 'thp'\"", "Other chunks against 2M."),
            new("s2grid report mainline patched -o patched --metric callbacks --by memory", "Two sweeps, one metric, a row for each size."))
    {
        folder.Aliases.Add("-o");
        AddAll([Sweep, options.Others, folder, form, .. options.All, Where, force, .. grid.All]);
    }

    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        foreach (UsageError fault in options.Check(parse))
            yield return fault;

        if (parse.GetValue(form) == Form.Mail)
            yield break;

        if (string.IsNullOrEmpty(parse.GetValue(folder)))
            yield return new UsageError("a report needs a folder to write to: -o DIR", FolderOption);
        else if (ReportFolder.Fault(Target(parse), parse.GetValue(force)) is { } fault)
            yield return new UsageError(fault, Target(parse), FolderOption);
    }

    protected override Task<int> ExecuteAsync(
        GridSession session, StoredSweep sweep, ParseResult parse, CancellationToken cancellation) =>
        options.WithAllAsync(
            sweep, parse, name => OpenAsync(session, name, cancellation), sweeps => WriteAsync(sweeps, parse, cancellation));

    private async Task<int> WriteAsync(IReadOnlyList<StoredSweep> sweeps, ParseResult parse, CancellationToken cancellation)
    {
        ComparisonRequest request = options.Read(
            name => ModelSource.Find(Terminal, name), parse, ComparisonRequest.OfReport(parse.GetValue(Where)), sweeps[0].Specification);
        ReportContent content = ReportContent.Of(sweeps, request, Terminal.WriteWarning);
        if (parse.GetValue(form) == Form.Mail)
        {
            ReportMail.Write(
                new Page(Terminal.Out, Format.Mail), content.Title,
                ReportOutline.Of(content, gallery: null, hasMeans: false, hasFiles: true));
        }
        else
        {
            ReportFolder.Write(Target(parse), content, cancellation);
            await Terminal.Error.WriteLineAsync($"Written: {Target(parse)}: report.md, report.html, pictures, "
                + $"{(content.HasCsv ? "runs.csv, " : "")}runs.parquet, reproduce.txt");
        }

        return ComparisonWriter.WriteFaults(Terminal, content.Comparison);
    }

    private string Target(ParseResult parse) => System.IO.Path.TrimEndingDirectorySeparator(Terminal.FullPath(parse.GetValue(folder)!));

    private enum Form
    {
        Folder,
        Mail,
    }
}
