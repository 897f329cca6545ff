using S2Grid.Views.Reading;

namespace S2Grid.Views.Compare;

/// <summary>The argument and the options that say what is compared, and how.</summary>
public sealed class ComparisonOptions
{
    private const string Predicted = "predicted:";

    private readonly Argument<IReadOnlyList<string>> others =
        CliArgument.Texts("SWEEPS", "Sweeps to compare with it, configuration by configuration; it is the baseline");

    private readonly Option<string?> by = ComparedAxes.By();
    private readonly Option<IReadOnlyList<string>> baseline = ComparedAxes.Baseline();
    private readonly Option<IReadOnlyList<string>> ignore = ComparedAxes.Ignore();
    private readonly Option<IReadOnlyList<string>> metric = CliOption.Texts(
        ComparisonRequest.MetricOption,
        "NAME",
        "level-3-visits, callbacks, tlbis, tables, a counter's column, predicted:MODEL (a name or a file), stall-max and others of "
            + "explain, migration-total and others of migrate, or time:STEP",
        "what the sweep holds",
        () => ["level-3-visits", "callbacks", "tlbis", "tables", .. CostModels.All.Select(model => $"predicted:{model.Name}"),
            .. Consequence.All.SelectMany(kind => kind.Figures).Select(figure => figure.Name)]);

    /// <summary>The argument of further sweeps.</summary>
    public Symbol Others => others;

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> All => [by, baseline, ignore, metric];

    /// <summary>Everything that is wrong with values that are valid each by itself.</summary>
    public IEnumerable<UsageError> Check(ParseResult parse)
    {
        int sweeps = 1 + parse.GetRequiredValue(others).Count;
        IReadOnlyList<string> baselines = parse.GetRequiredValue(baseline);
        UsageError[] errors =
        [
            .. ComparedAxes.CheckBy(parse.GetValue(by)),
            .. ComparedAxes.CheckBaseline(baselines),
            .. ComparedAxes.CheckIgnore(parse.GetRequiredValue(ignore), sweeps),
        ];
        return errors.Length > 0 || baselines.Count == 0 || sweeps == 1 ? errors :
        [
            new UsageError("--baseline says what is compared within one sweep; of several the first is the baseline",
                ComparedAxes.BaselineOption),
        ];
    }

    /// <summary>What is asked for in place of what is usual.</summary>
    /// <param name="findModel">Finds a cost model by the name of its file.</param>
    /// <param name="parse">The options.</param>
    /// <param name="usual">What is usual.</param>
    /// <param name="sweep">The sweep, or the baseline of several.</param>
    public ComparisonRequest Read(Func<string, CostModel> findModel, ParseResult parse, ComparisonRequest usual, SweepSpecification sweep)
    {
        string[] metrics = [.. parse.GetRequiredValue(metric).SelectMany(ComparedAxes.Words)];
        string[] files = [.. metrics.Where(name => name.StartsWith(Predicted, StringComparison.Ordinal) && CostModels.IsFile(name))];
        CostModel[] models = [.. files.Select(name => findModel(name[Predicted.Length..]))];
        return usual with
        {
            By = ComparedAxes.ReadBy(parse.GetValue(by)),
            Baseline = ComparedAxes.ReadBaseline(parse.GetRequiredValue(baseline), sweep),
            Ignored = [.. parse.GetRequiredValue(ignore).Distinct()],
            Metrics = [.. metrics.Except(files), .. models.Select(model => Predicted + model.Name)],
            Models = models,
        };
    }

    /// <summary>Does something with a sweep and the further ones.</summary>
    /// <exception cref="UsageException">One is named twice.</exception>
    public async Task<T> WithAllAsync<T>(
        StoredSweep first, ParseResult parse, Func<string, Task<StoredSweep>> open, Func<IReadOnlyList<StoredSweep>, Task<T>> action)
    {
        var sweeps = new List<StoredSweep> { first };
        try
        {
            foreach (string name in parse.GetRequiredValue(others))
            {
                StoredSweep other = await open(name);
                sweeps.Add(other);
                if (sweeps.SkipLast(1).FirstOrDefault(sweep => sweep.Status.Id == other.Status.Id) is { } same)
                    throw new UsageException(new UsageError($"'{same.Name}' and '{name}' are the same sweep", name));
            }

            return await action(sweeps);
        }
        finally
        {
            foreach (StoredSweep sweep in sweeps.Skip(1))
                sweep.Dispose();
        }
    }
}
