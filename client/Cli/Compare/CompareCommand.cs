using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Cli.Reading;
using S2Grid.Views.Compare;
using S2Grid.Views.Grids;
using S2Grid.Views.Reading;

namespace S2Grid.Cli.Compare;

/// <summary><c>s2grid compare</c>: strategies within a sweep, or several sweeps, with all that is to be known of each difference.</summary>
internal sealed class CompareCommand : StoredSweepCommand
{
    private readonly ComparisonOptions options = new();
    private readonly PageOptions page = new(Format.Table, Format.Markdown, Format.Mail, Format.Csv, Format.Json, Format.Parquet);
    private readonly FileOption file = new();

    public CompareCommand(GridOptions grid)
        : base(
            grid,
            "compare",
            "Compare strategies within a sweep, or several sweeps: counts, predicted and measured times",
            new("s2grid compare rfc-2026-05", "Every strategy against mainline: counts and predicted times."),
            new("s2grid compare chunks --by memory,backing --baseline chunk=2M --metric tlbis",
                "What other chunks cost in TLB invalidations."),
            new("s2grid compare chunks --metric split.reads.3 --where \"chunk = '2M'\" --format markdown",
                "One counter, for a cover letter."),
            new("s2grid compare mainline v1 v2", "The configurations that sweeps share, the others against the first."),
            new("s2grid compare small large --ignore memory", "Also those that differ in their size, and in nothing else."),
            new("s2grid compare chunks --format json",
                "For programs; 's2grid columns' says what every column is."))
        => AddAll([Sweep, options.Others, .. options.All, Where, .. page.All, file.Option, .. grid.All]);

    protected override IEnumerable<UsageError> Check(ParseResult parse) =>
        options.Check(parse).Concat(file.Check(parse, page.FormatOf(parse)));

    protected override Task<int> ExecuteAsync(
        GridSession session, StoredSweep sweep, ParseResult parse, CancellationToken cancellation) =>
        options.WithAllAsync(sweep, parse, name => OpenAsync(session, name, cancellation), async sweeps =>
        {
            ComparisonRequest request = options.Read(
                name => ModelSource.Find(Terminal, name), parse, ComparisonRequest.Usual(parse.GetValue(Where)), sweep.Specification);
            var cut = new List<string>();
            SweepComparison comparison = request.Compare(sweeps, cut.Add);
            cut.ForEach(Terminal.WriteWarning);
            if (comparison.Tables.Count == 0 && comparison.Omissions.Count == 0)
                await Terminal.Error.WriteLineAsync(Notes.Nothing(request.Where));

            var document = new ResultDocument(sweeps, comparison, request.Where, cut);
            if (parse.GetValue(file.Option) is { } path)
            {
                await ComparisonWriter.WriteFileAsync(
                    text => page.Read(text, screen: null, parse), page.FormatOf(parse), comparison, document, Terminal.FullPath(path));
            }
            else
            {
                ComparisonWriter.Write(page.Read(Terminal, parse), comparison, document);
            }

            int faults = ComparisonWriter.WriteFaults(Terminal, comparison);
            return sweeps.Select(one => one.Judge(Terminal, request.Where)).Append(faults).Max();
        });
}
