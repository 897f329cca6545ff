using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;

namespace S2Grid.Cli.Compare;

/// <summary><c>s2grid compare</c>: strategies within a sweep, or two sweeps, with all that is to be known of each difference.</summary>
internal sealed class CompareCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Argument<string> sweep = CliArgument.Text("SWEEP", "The sweep's name, its id or a beginning of the id");
    private readonly Argument<string?> other =
        CliArgument.OptionalText("SWEEP2", "A sweep to compare with it, configuration by configuration");

    private readonly Option<string?> by = CliOption.OptionalText(
        ComparedAxes.ByOption, "AXES", "Axes that vary from row to row; all others stand above the table", "backing,memory", ComparedAxes.Names);

    private readonly Option<IReadOnlyList<string>> baseline = ComparedAxes.Baseline();
    private readonly Option<IReadOnlyList<string>> metric = CliOption.Texts(
        SweepComparer.MetricOption,
        "NAME",
        "level-3-visits, callbacks, tlbis, tables, a counter's column, predicted:MODEL or time:STEP",
        "what the sweep holds",
        KnownMetrics);

    private readonly Option<string?> where = SweepComparer.Where();
    private readonly Option<Format> format = FormatOption.Of(Format.Table, Format.Markdown, Format.Csv, Format.Json);

    /// <summary>Creates the command.</summary>
    public CompareCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "compare",
            "Compare strategies within a sweep, or two sweeps: counts, predicted and measured times",
            new("s2grid compare rfc-2026-05", "Every strategy against mainline: counts and predicted times."),
            new("s2grid compare chunks --by memory,backing --baseline chunk=2M --metric tlbis", "What other chunks cost in TLB invalidations."),
            new("s2grid compare chunks --metric split.reads.3 --where \"chunk = '2M'\" --format markdown", "One counter, for a cover letter."),
            new("s2grid compare mainline patched", "The configurations that two sweeps share, the second against the first."))
    {
        this.grid = grid;
        AddAll([sweep, other, by, baseline, metric, where, format, .. grid.All]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        UsageError[] errors = [.. ComparedAxes.CheckBy(parse.GetValue(by)), .. ComparedAxes.CheckBaseline(parse.GetRequiredValue(baseline))];
        bool areTwo = parse.GetValue(other) is not null && parse.GetRequiredValue(baseline).Count > 0;
        return errors.Length > 0 || !areTwo ? errors :
        [
            new UsageError("--baseline says what is compared within one sweep; of two sweeps the first is the baseline", ComparedAxes.BaselineOption),
        ];
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        (string given, string? second) = (parse.GetRequiredValue(sweep), parse.GetValue(other));
        await using GridSession session = await grid.AskAsync(parse, cancellation);
        SweepStatus one = await session.FindAsync(given, cancellation);
        SweepStatus? two = second is null ? null : await session.FindAsync(second, cancellation);
        if (two?.Id == one.Id)
        {
            throw new UsageException([new UsageError($"'{given}' and '{second}' are the same sweep", second)]);
        }

        var request = new ComparisonRequest(
            ComparedAxes.ReadBy(parse.GetValue(by)),
            ["backing", "memory"],
            ComparedAxes.ReadBaseline(parse.GetRequiredValue(baseline)),
            [.. parse.GetRequiredValue(metric).SelectMany(Words)],
            parse.GetValue(where));
        SweepComparison comparison = await new SweepComparer(Terminal, session, request).CompareAsync(one, two, cancellation);
        if (comparison.Tables.Count == 0 && comparison.Omissions.Count == 0)
        {
            await Terminal.Error.WriteLineAsync(Sentences.Nothing(request.Where));
        }

        ComparisonWriter.Write(Terminal.Out, comparison, parse.GetValue(format));
        foreach (string fault in comparison.Faults)
        {
            Terminal.WriteError(fault);
        }

        return comparison.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static IEnumerable<string> KnownMetrics() =>
        ["level-3-visits", "callbacks", "tlbis", "tables", .. CostModels.All.Select(model => $"predicted:{model.Name}")];

    private static IEnumerable<string> Words(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
