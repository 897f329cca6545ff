
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Counters;

namespace S2Grid.Experiments.Results;

/// <summary>The table that a sweep ends with: a row for each configuration, changes against the baseline.</summary>
public sealed class ResultTable
{
    /// <summary>The most rows of a table; a larger sweep is read with <c>s2grid results</c>.</summary>
    public const int MostRows = 2000;

    private readonly SweepSpecification specification;
    private readonly CostModel[] models;
    private readonly OrderedDictionary<RunConfiguration, ResultGroup> groups = [];

    private ResultTable(SweepSpecification specification)
    {
        this.specification = specification;
        models = [.. specification.CostModels.Select(CostModels.Find).OfType<CostModel>()];
    }

    /// <summary>The rows, in the order in which their first runs came.</summary>
    public IReadOnlyList<ResultRow> Rows { get; private set; } = [];

    /// <summary>The published figures that the sweep is to repeat; null if none.</summary>
    public string? Series => specification.Published;

    /// <summary>Whether there are more configurations than rows.</summary>
    public bool IsCut { get; private set; }

    /// <summary>
    /// How well published figures predict one another; empty where the sweep does not repeat at least three of which the saving is known.
    /// </summary>
    public IReadOnlyList<LeaveOneOut> Checks { get; private set; } = [];

    /// <summary>Makes the table from results in the order of their numbers, which are read once and not kept.</summary>
    /// <exception cref="ComparisonException">The results have unlike provenance.</exception>
    public static ResultTable Build(SweepSpecification specification, IEnumerable<RunResult> results)
    {
        var table = new ResultTable(specification);
        foreach (RunResult result in results)
        {
            table.Add(result);
            if (table.IsCut)
            {
                // Repeats are neighbours, so the rows are complete.
                break;
            }
        }

        table.Rows = [.. table.groups.Values.Select(table.Row)];
        table.Checks = LeaveOneOut.Check(
            specification.Published, table.groups.Where(g => g.Value.Runs > 0).ToDictionary(g => g.Key, g => g.Value.Counters));
        return table;
    }

    /// <summary>The steps whose counters stand for a run: the split call, or the whole ioctl where the published figures timed that.</summary>
    public static (Scope Scope, IReadOnlyList<string> Steps) Measured(Scenario scenario, string? published) => scenario switch
    {
        Scenario.Enable when published is not null && PublishedFigures.Of(published).Any(figure => figure.Scope == Scope.Ioctl) =>
            (Scope.Ioctl, ["wp", "split"]),
        Scenario.Enable => (Scope.SplitCall, ["split"]),
        Scenario.Clear => (Scope.Ioctl, ["clear", "clear-2"]),
        _ => (Scope.Guest, ["write"]),
    };

    private void Add(RunResult result)
    {
        RunConfiguration configuration = result.Run.Configuration;
        if (!groups.TryGetValue(configuration, out ResultGroup? group))
        {
            IsCut = groups.Count == MostRows;
            if (IsCut)
            {
                return;
            }

            (Scope scope, IReadOnlyList<string> steps) = Measured(configuration.Scenario, specification.Published);
            groups.Add(configuration, group = new ResultGroup(configuration, result.Provenance, scope, steps));
        }

        // One provenance for the whole table: that of the first result.
        Comparison.Check(new FigureOrigin(groups.GetAt(0).Value.Provenance, group.Scope), new FigureOrigin(result.Provenance, group.Scope));
        group.Add(result);
    }

    private ResultRow Row(ResultGroup group)
    {
        ResultGroup? baseline = BaselineOf(group);
        bool isBaseline = ReferenceEquals(group, baseline);
        ResultGroup? other = isBaseline ? null : baseline;
        return new ResultRow(
            group.Configuration,
            group.Scope,
            group.Runs,
            group.Failed,
            isBaseline,
            Cell(NamedCounts.PageVisits),
            Cell(NamedCounts.Callbacks),
            Cell(NamedCounts.Tlbis),
            Cell(NamedCounts.Tables),
            [.. models.Select(model => Predict(model, group, other))],
            PublishedFor(group.Configuration),
            group.Error);

        CountCell Cell(Func<StepCounters, long> count)
        {
            long value = count(group.Counters);
            long before = other is null ? 0 : count(other.Counters);
            return new CountCell(value, before == 0 || group.Runs == 0 ? null : 100.0 * (value - before) / before);
        }
    }

    private static PredictedCell Predict(CostModel model, ResultGroup group, ResultGroup? baseline) => group.Runs > 0
        ? model.Predict(group.Configuration, group.Scope, group.Provenance, group.Counters, baseline?.Counters)
        : new PredictedCell(model.Name, null, null, model.Refusal(group.Configuration, group.Scope, group.Provenance));

    private ResultGroup? BaselineOf(ResultGroup group)
    {
        RunConfiguration other = ConfigurationReader.Replace(group.Configuration, specification.Baseline);
        if (!groups.TryGetValue(other, out ResultGroup? baseline) || baseline.Runs == 0)
        {
            return null;
        }

        Comparison.Check(new FigureOrigin(group.Provenance, group.Scope), new FigureOrigin(baseline.Provenance, baseline.Scope));
        return baseline;
    }

    private PublishedFigure? PublishedFor(RunConfiguration configuration) =>
        specification.Published is { } series ? PublishedFigures.Of(series).FirstOrDefault(figure => figure.AppliesTo(configuration)) : null;
}
