using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Terminal;

namespace S2Grid.Cli.Compare;

/// <summary><c>s2grid compare</c>: strategies within a sweep, or two sweeps, with all that is to be known of each difference.</summary>
internal sealed class CompareCommand : CliCommand<CompareSettings>
{
    private static readonly Format[] CompareFormats = [Format.Table, Format.Markdown, Format.Csv, Format.Json];

    private readonly CliEnvironment environment;
    private readonly Argument<string?> sweep = new("SWEEP") { Description = "The sweep's name, its id or a beginning of the id" };
    private readonly Argument<string?> other = new("SWEEP2")
    {
        Description = "A sweep to compare with it, configuration by configuration",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ValueOption by = new(
        ComparedAxes.ByOption,
        "AXES",
        "Axes that vary from row to row; all others stand above the table",
        fallbackNote: "backing,memory",
        choices: ComparedAxes.Names);
    private readonly ListOption baseline = new(
        ComparedAxes.BaselineOption,
        "AXIS=VALUE",
        "What everything else on that axis is compared with",
        "the sweep's own",
        () => ComparedAxes.Names().Select(name => name + "="));
    private readonly ListOption metric = new(
        SweepComparer.MetricOption,
        "NAME",
        "level-3-visits, callbacks, tlbis, tables, a counter's column, predicted:MODEL or time:STEP",
        "what the sweep holds",
        KnownMetrics);
    private readonly ValueOption where = new(
        SweepComparer.WhereOption, "CONDITION", "Only runs that meet a condition in SQL on the columns of the results", fallbackNote: "all runs");
    private readonly ValueOption format = Formats.Option(CompareFormats);
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public CompareCommand(CliEnvironment environment)
        : base("compare", "Compare strategies within a sweep, or two sweeps: counts, predicted and measured times")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        Add(sweep);
        Add(other);
        AddAll([by, baseline, metric, where, format, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid compare rfc-2026-05", "Every strategy against mainline: counts and predicted times."),
        new("s2grid compare chunks --by memory,backing --baseline chunk=2M --metric tlbis", "What other chunks cost in TLB invalidations."),
        new("s2grid compare chunks --metric split.reads.3 --where \"chunk = '2M'\" --format markdown", "One counter, for a cover letter."),
        new("s2grid compare mainline patched", "The configurations that two sweeps share, the second against the first."),
    ];

    /// <inheritdoc/>
    protected override CompareSettings Read(SettingsReader reader) => new(
        reader.Text(sweep) ?? "",
        reader.Text(other),
        ComparedAxes.ReadBy(reader, by),
        ComparedAxes.ReadBaseline(reader, baseline),
        reader.IsGiven(metric) ? [.. reader.Texts(metric).SelectMany(Words)] : [],
        reader.Text(where),
        reader.Choice(format, Formats.Names(CompareFormats)),
        place.Read(reader));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(CompareSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await GridSession.ToAskAsync(environment, settings.Place, cancellation);
        SweepStatus first = await grid.FindAsync(settings.Sweep, cancellation);
        SweepStatus? second = settings.Other is null ? null : await grid.FindAsync(settings.Other, cancellation);
        if (second?.Id == first.Id)
        {
            throw new UsageException([new UsageError($"'{settings.Sweep}' and '{settings.Other}' are the same sweep", settings.Other)]);
        }

        SweepComparison comparison = await new SweepComparer(environment, grid, settings).CompareAsync(first, second, cancellation);
        if (comparison.Tables.Count == 0 && comparison.Omissions.Count == 0)
        {
            await environment.Error.WriteLineAsync(Sentences.Nothing(settings.Where));
        }

        ComparisonWriter.Write(environment.Out, comparison, settings.Format);
        foreach (string fault in comparison.Faults)
        {
            environment.WriteError(fault);
        }

        return comparison.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static IEnumerable<string> KnownMetrics() =>
        ["level-3-visits", "callbacks", "tlbis", "tables", .. CostModels.All.Select(model => $"predicted:{model.Name}")];

    private static IEnumerable<string> Words(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
