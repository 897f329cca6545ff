using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>The table that a sweep ends with: a row for each configuration, changes against the baseline strategy.</summary>
public sealed class ResultTable
{
    /// <summary>The most rows of a table; a larger sweep is read with <c>s2grid results</c>.</summary>
    public const int MostRows = 2000;

    private ResultTable(IReadOnlyList<ResultRow> rows, bool isCut, IReadOnlyList<LeaveOneOut> checks)
    {
        Rows = rows;
        IsCut = isCut;
        Checks = checks;
    }

    /// <summary>The rows, in the order in which their first runs are numbered.</summary>
    public IReadOnlyList<ResultRow> Rows { get; }

    /// <summary>Whether there are more configurations than rows.</summary>
    public bool IsCut { get; }

    /// <summary>How well the cost models predict what they were not fitted to; empty where the sweep does not repeat what they were fitted to.</summary>
    public IReadOnlyList<LeaveOneOut> Checks { get; }

    /// <summary>Makes the table from results in the order of their numbers, which are read once and not kept.</summary>
    /// <exception cref="ComparisonException">The results have unlike provenance.</exception>
    public static ResultTable Build(SweepSpecification specification, IEnumerable<RunResult> results)
    {
        CostModel[] models = [.. specification.CostModels.Select(CostModels.Find).OfType<CostModel>()];
        var groups = new Dictionary<string, Group>();
        bool cut = false;
        Provenance? provenance = null;
        foreach (RunResult result in results)
        {
            provenance ??= result.Provenance;
            if (provenance != result.Provenance)
            {
                throw new ComparisonException(
                    $"{provenance} and {result.Provenance} results cannot stand in one comparison: their times and counts do not mean the same.");
            }

            string key = result.Run.Configuration.Canonical;
            if (!groups.TryGetValue(key, out Group? group))
            {
                if (groups.Count == MostRows)
                {
                    // Repeats are neighbours, so the rows are complete.
                    cut = true;
                    break;
                }

                groups.Add(key, group = new Group(result.Run.Configuration));
            }

            group.Add(result, specification);
        }

        ResultRow[] rows = [.. groups.Values.Select(group => Row(group, BaselineOf(group, groups, specification), specification, models))];
        return new ResultTable(rows, cut, LeaveOneOut.Check(specification, groups.Values.Select(g => (g.Configuration, g.Steps))));
    }

    /// <summary>The steps whose counters stand for a run: the split call, or the whole ioctl where the published figures timed that.</summary>
    public static (Scope Scope, IReadOnlyList<string> Steps) Measured(Scenario scenario, string? published) => scenario switch
    {
        Scenario.Enable when published is not null && PublishedFigures.Of(published).Any(f => f.Scope == Scope.Ioctl) => (Scope.Ioctl, ["wp", "split"]),
        Scenario.Enable => (Scope.SplitCall, ["split"]),
        Scenario.Clear => (Scope.Ioctl, ["clear", "clear-2"]),
        _ => (Scope.Guest, ["write"]),
    };

    private static Group? BaselineOf(Group group, Dictionary<string, Group> groups, SweepSpecification specification)
    {
        RunConfiguration other = (group.Configuration with { Strategy = specification.BaselineStrategy }).Normalise();
        return groups.GetValueOrDefault(other.Canonical) is { Runs: > 0 } baseline ? baseline : null;
    }

    private static ResultRow Row(Group group, Group? baseline, SweepSpecification specification, CostModel[] models)
    {
        (Scope scope, _) = Measured(group.Configuration.Scenario, specification.Published);
        bool isBaseline = ReferenceEquals(group, baseline);
        return new ResultRow(
            group.Configuration,
            scope,
            group.Runs,
            group.Failed,
            isBaseline,
            Cell(counts => Sum(counts, "leaf_callbacks", Stage2Geometry.LastLevel)),
            Cell(counts => Sum(counts, "leaf_callbacks") + Sum(counts, "table_pre_callbacks") + Sum(counts, "table_post_callbacks") + Sum(counts, "wp_leaf_callbacks")),
            Cell(counts => Sum(counts, "tlbi_ipa") + Sum(counts, "tlbi_ipa_unknown") + Sum(counts, "tlbi_ipa_nsh") + Sum(counts, "tlbi_vmid") + Sum(counts, "tlbi_range")),
            Cell(counts => Sum(counts, "tables_allocated")),
            [.. models.Select(model => Predict(model, scope, group, isBaseline ? null : baseline))],
            Published(group.Configuration, specification.Published),
            group.Error);

        CountCell Cell(Func<StepCounters, long> count)
        {
            long value = count(group.Steps);
            long? before = isBaseline || baseline is null ? null : count(baseline.Steps);
            return new CountCell(value, before is null or 0 ? null : 100.0 * (value - before.Value) / before.Value);
        }
    }

    private static PredictedCell Predict(CostModel model, Scope scope, Group group, Group? baseline)
    {
        if (model.Refusal(scope) is { } refusal)
        {
            return new PredictedCell(model.Name, null, null, refusal);
        }

        Interval? time = model.IsAbsolute && group.Runs > 0 ? model.Predict([group.Steps]) : null;
        return new PredictedCell(model.Name, time, baseline is null ? null : model.PredictChange([baseline.Steps], [group.Steps]), null);
    }

    private static PublishedFigure? Published(RunConfiguration configuration, string? series) => series is null ? null
        : PublishedFigures.Of(series).FirstOrDefault(figure =>
            figure.Scenario == configuration.Scenario
            && figure.Backing == configuration.BackingName
            && figure.Memory == configuration.Memory
            && figure.Strategy == configuration.Strategy);

    private static long Sum(StepCounters counters, string name, int? level = null)
    {
        CounterField field = CounterLayout.Find(name)!;
        return level is { } one ? counters.Values[field.Offset + one] : counters.Total(field);
    }

    /// <summary>The runs of one configuration; they count alike, so the first one's counters stand for all.</summary>
    private sealed class Group(RunConfiguration configuration)
    {
        internal RunConfiguration Configuration { get; } = configuration;

        /// <summary>The measured steps' counters, added up.</summary>
        internal StepCounters Steps { get; } = new();

        internal long Runs { get; private set; }

        internal long Failed { get; private set; }

        internal string? Error { get; private set; }

        internal void Add(RunResult result, SweepSpecification specification)
        {
            if (result.State == RunState.Failed)
            {
                Failed++;
                Error ??= result.Error;
                return;
            }

            if (Runs++ > 0)
            {
                return;
            }

            (_, IReadOnlyList<string> names) = Measured(Configuration.Scenario, specification.Published);
            foreach (StepResult step in result.Steps.Where(step => names.Contains(step.Name)))
            {
                for (int i = 0; i < CounterLayout.Length; i++)
                {
                    Steps.Values[i] += step.Counters.Values[i];
                }
            }
        }
    }
}
