using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments;
using S2Grid.Grains;
using S2Grid.Storage;

namespace S2Grid.Cli.Compare;

/// <summary><c>s2grid compare</c>: strategies within a sweep, or two sweeps, with all that is to be known of each difference.</summary>
public sealed class CompareCommand : CliCommand<CompareSettings>
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
        "--by", "AXES", "Axes that vary from row to row; all others stand above the table", fallbackNote: "backing,memory", choices: AxisNames);
    private readonly ListOption baseline = new(
        "--baseline", "AXIS=VALUE", "What everything else on that axis is compared with", "the sweep's own", () => AxisNames().Select(name => name + "="));
    private readonly ListOption metric = new(
        "--metric", "NAME", "level-3-visits, callbacks, tlbis, tables, a counter's column, predicted:MODEL or time:STEP", "what the sweep holds", KnownMetrics);
    private readonly ValueOption where = new(
        "--where", "CONDITION", "Only runs that meet a condition in SQL on the columns of the results", fallbackNote: "all runs");
    private readonly ValueOption format = Formats.Option(CompareFormats);
    private readonly ValueOption data = GridSession.DataOption();

    /// <summary>Creates the command.</summary>
    public CompareCommand(CliEnvironment environment)
        : base("compare", "Compare strategies within a sweep, or two sweeps: counts, predicted and measured times")
    {
        this.environment = environment;
        Add(sweep);
        Add(other);
        foreach (Option option in (IEnumerable<Option>)[by, baseline, metric, where, format, data])
        {
            Add(option);
        }
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
        ReadBy(reader),
        ReadBaseline(reader),
        reader.IsGiven(metric) ? [.. reader.Texts(metric).SelectMany(Words)] : [],
        reader.Text(where),
        reader.Choice(format, Formats.Names(CompareFormats)),
        reader.Text(data));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(CompareSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await GridSession.ToAskAsync(environment, settings.Data, cancellation);
        SweepStatus first = await grid.Directory.Find(settings.Sweep);
        SweepStatus? second = settings.Other is null ? null : await grid.Directory.Find(settings.Other);
        if (second?.Id == first.Id)
        {
            throw new UsageException([new UsageError($"'{settings.Sweep}' and '{settings.Other}' are the same sweep", settings.Other)]);
        }

        SweepComparison comparison = await CompareAsync(grid, first, second, settings, cancellation);
        if (comparison.Tables.Count == 0 && comparison.Omissions.Count == 0)
        {
            await environment.Error.WriteLineAsync(settings.Where is null ? "There are no results yet." : "Here no run meets the condition.");
        }

        ComparisonWriter.Write(environment.Out, comparison, settings.Format);
        foreach (string fault in comparison.Faults)
        {
            environment.WriteError(fault);
        }

        return comparison.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private async Task<SweepComparison> CompareAsync(
        GridSession grid, SweepStatus first, SweepStatus? second, CompareSettings settings, CancellationToken cancellation)
    {
        SweepSpecification specification = SweepPlans.Read(await grid.Sweep(first.Id).GetRequest());
        AxisPattern pattern = settings.Baseline ?? specification.Baseline;
        IReadOnlyList<string> compared = second is null ? ComparedAxes.Of(pattern) : [];
        ComparedSweep one = await OpenAsync(grid, first, specification, compared, settings.Where, cancellation);
        ComparedSweep? two = second is null ? null : await OpenAsync(
            grid, second, SweepPlans.Read(await grid.Sweep(second.Id).GetRequest()), compared, settings.Where, cancellation);
        CheckAxes(settings, compared, one);
        RunGroup[] groups = [.. one.Groups, .. two?.Groups ?? []];
        IReadOnlyList<ComparisonMetric> metrics = Find(settings.Metrics, new ComparisonMetrics(specification, groups));
        IReadOnlyList<string> rows = ComparedAxes.By(settings.By, compared, groups);
        try
        {
            return two is null ? SweepComparison.Build(one, metrics, rows, pattern) : SweepComparison.Build(one, two, metrics, rows);
        }
        catch (ComparisonException refused)
        {
            throw new UsageException(refused.Message, refused);
        }
    }

    private async Task<ComparedSweep> OpenAsync(
        GridSession grid,
        SweepStatus status,
        SweepSpecification specification,
        IReadOnlyList<string> compared,
        string? condition,
        CancellationToken cancellation)
    {
        using SegmentReader reader = await grid.OpenResultsAsync(status.Id, specification.Plan, cancellation);
        try
        {
            GroupedRuns grouped = reader.Group(condition, compared, ResultTable.MostRows);
            Warn(status, grouped);
            return new ComparedSweep(status.Name, specification, grouped.Groups);
        }
        catch (WhereException wrong)
        {
            throw new UsageException([new UsageError($"--where: {wrong.Message.TrimEnd('.')}", condition, where.Name)]);
        }
    }

    private void Warn(SweepStatus status, GroupedRuns grouped)
    {
        if (status.Progress.DoneRuns < status.Progress.TotalRuns)
        {
            environment.WriteWarning($"{status.Name} is not complete: {ProgressText.Describe(status.Progress)}");
        }

        if (grouped.IsCut)
        {
            string shown = FormattableString.Invariant($"{grouped.Groups.Count:N0}");
            environment.WriteWarning($"{status.Name} has more configurations than the {shown} compared here; choose with --where");
        }
    }

    private IReadOnlyList<string> ReadBy(SettingsReader reader)
    {
        string[] names = [.. Words(reader.Text(by) ?? "")];
        foreach (string name in names.Where(name => Axes.Find(name) is null))
        {
            reader.Refuse(by.Name, name, $"is no axis; there are {string.Join(", ", AxisNames())}", AxisNames());
        }

        return [.. names.Distinct()];
    }

    private AxisPattern? ReadBaseline(SettingsReader reader)
    {
        if (!reader.IsGiven(baseline))
        {
            return null;
        }

        var values = new IReadOnlyList<string>?[Axes.All.Count];
        foreach (string text in reader.Texts(baseline))
        {
            string[] parts = text.Split('=', 2);
            int index = AxisNames().TakeWhile(name => name != parts[0]).Count();
            if (parts.Length < 2)
            {
                reader.Refuse(baseline.Name, text, "has no value; write AXIS=VALUE, as in strategy=baseline", AxisNames().Select(name => name + "="));
            }
            else if (index == values.Length)
            {
                reader.Refuse(baseline.Name, parts[0], $"is no axis; there are {string.Join(", ", AxisNames())}", AxisNames());
            }
            else if (Axes.All[index].Parse(parts[1]) is { } value)
            {
                values[index] = [value];
            }
            else
            {
                reader.Refuse(baseline.Name, parts[1], $"is no value of {parts[0]}; allowed: {Axes.All[index].Allowed}", Axes.All[index].Known);
            }
        }

        return new AxisPattern(values);
    }

    /// <summary>Refuses rows that are columns already, and a baseline that no run has: then there would be nothing to compare with.</summary>
    private void CheckAxes(CompareSettings settings, IReadOnlyList<string> compared, ComparedSweep sweep)
    {
        UsageError[] errors =
        [
            .. settings.By.Intersect(compared).Select(axis => new UsageError(
                $"--by: {axis} stands in the columns, because it is what is compared; --baseline AXIS=VALUE compares another", axis, by.Name)),
            .. from axis in settings.Baseline is null ? [] : ComparedAxes.Of(settings.Baseline)
               let wanted = settings.Baseline!.Values[AxisNames().TakeWhile(name => name != axis).Count()]![0]
               let known = ComparedAxes.ValuesOf(sweep.Groups, axis)
               where known.Count > 0 && wanted != "auto" && !known.Contains(wanted)
               select UsageError.Unknown($"--baseline: no run has {axis} {wanted}", wanted, known, baseline.Name),
        ];
        if (errors.Length > 0)
        {
            throw new UsageException(errors);
        }
    }

    private IReadOnlyList<ComparisonMetric> Find(IReadOnlyList<string> names, ComparisonMetrics known)
    {
        UsageError[] unknown =
        [
            .. names.Where(name => known.Find(name) is null).Select(name => new UsageError(
                $"--metric: there is no metric '{name}' here; there are {string.Join(", ", known.Names.Where(n => !n.Contains('.')))}"
                + " and every counter by its column, such as split.reads.3",
                name,
                metric.Name,
                DidYouMean.Suggest(name, known.Names))),
        ];
        return unknown.Length > 0 ? throw new UsageException(unknown)
            : names.Count > 0 ? [.. names.Distinct().Select(name => known.Find(name)!)]
            : known.Standard;
    }

    private static IEnumerable<string> AxisNames() => Axes.All.Select(axis => axis.Name);

    private static IEnumerable<string> KnownMetrics() =>
        ["level-3-visits", "callbacks", "tlbis", "tables", .. CostModels.All.Select(model => $"predicted:{model.Name}")];

    private static IEnumerable<string> Words(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
