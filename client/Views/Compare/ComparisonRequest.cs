using S2Grid.Views.Reading;

namespace S2Grid.Views.Compare;

/// <summary>What is to be compared, and how.</summary>
/// <param name="By">The values that vary from row to row; empty for the usual ones.</param>
/// <param name="UsualRows">The values to take where <paramref name="By"/> is empty, as long as they do vary and are not what is
/// compared.</param>
/// <param name="Baseline">What is compared with what, within one sweep; null for the sweep's own baseline.</param>
/// <param name="Metrics">Names of metrics; empty for those that the results suggest.</param>
/// <param name="Where">Only runs that meet this condition; null for all.</param>
public sealed record ComparisonRequest(
    IReadOnlyList<string> By, IReadOnlyList<string> UsualRows, AxisPattern? Baseline, IReadOnlyList<string> Metrics, string? Where)
{
    /// <summary>The option that names metrics.</summary>
    public const string MetricOption = "--metric";

    /// <summary>What is compared where nobody says.</summary>
    public static ComparisonRequest Usual(string? where) => new([], ["backing", "memory", "vcpus"], null, [], where);

    /// <summary>What a report compares where nobody says: backings in rows, or strategies where backings are compared; everything else
    /// stands above the tables.</summary>
    public static ComparisonRequest OfReport(string? where) => Usual(where) with { UsualRows = ["backing", "strategy", "vcpus"] };

    /// <summary>The values that need not be equal where sweeps are compared.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Cost models, besides those of the sweep, that metrics name by their files.</summary>
    public IReadOnlyList<CostModel> Models { get; init; } = [];

    /// <summary>Compares the configurations of a sweep, or those that several sweeps share.</summary>
    /// <param name="sweeps">The sweep, or the baseline and what is compared with it.</param>
    /// <param name="warn">Takes what is to be said where not everything is compared.</param>
    /// <exception cref="UsageException">The request does not fit what the sweeps hold.</exception>
    public SweepComparison Compare(IReadOnlyList<StoredSweep> sweeps, Action<string> warn)
    {
        SweepSpecification specification = sweeps[0].Specification;
        AxisPattern pattern = Baseline ?? specification.Baseline;
        IReadOnlyList<string> compared = sweeps.Count == 1 ? ComparedAxes.Of(pattern) : [];
        ComparedSweep[] grouped = [.. sweeps.Select(sweep => Group(sweep, compared, warn))];
        CheckAxes(compared, grouped[0]);
        RunGroup[] groups = [.. grouped.SelectMany(sweep => sweep.Groups)];
        IReadOnlyList<ComparisonMetric> metrics = Find(new ComparisonMetrics(specification, groups, Models));
        IReadOnlyList<string> rows = RowsOf([.. compared, .. Ignored], groups);
        return sweeps.Count == 1
            ? SweepComparison.Build(grouped[0], metrics, rows, pattern) : SweepComparison.Build(grouped, metrics, rows, Ignored);
    }

    private ComparedSweep Group(StoredSweep stored, IReadOnlyList<string> compared, Action<string> warn)
    {
        (ComparedSweep sweep, bool isCut) = stored.Group(Where, compared);
        if (isCut)
        {
            string shown = FormattableString.Invariant($"{sweep.Groups.Count:N0}");
            warn($"{sweep.Name} has more configurations than the {shown} compared here; choose with --where");
        }

        return sweep;
    }

    /// <summary>Refuses rows that are columns already, and a baseline that no run has: then there would be nothing to compare
    /// with.</summary>
    private void CheckAxes(IReadOnlyList<string> compared, ComparedSweep sweep)
    {
        string[] effective = [.. sweep.Groups.Take(1).SelectMany(group => group.Configuration.EffectiveValues).Select(value => value.Name)];
        string[] decided = [.. effective.Length == 0 ? [] : By.Union(compared).Except(effective)];
        UsageError[] errors =
        [
            .. By.Intersect(Ignored).Select(axis => new UsageError(
                $"{ComparedAxes.IgnoreOption}: {axis} stands in the rows, because --by names it", axis, ComparedAxes.IgnoreOption)),
            .. decided.Select(axis =>
                new UsageError($"{axis}: the runs have no such value, because the machine that measures decides it", axis)),
            .. By.Intersect(compared).Select(axis => new UsageError(
                $"--by: {axis} stands in the columns, because it is what is compared; --baseline AXIS=VALUE compares another",
                axis,
                ComparedAxes.ByOption)),
            .. from axis in Baseline is null ? [] : ComparedAxes.Of(Baseline).Except(decided)
               let wanted = Baseline!.Values[Axes.IndexOf(axis)]![0]
               let known = ValuesOf(sweep.Groups, axis).ToArray()
               where known.Length > 0 && wanted != "auto" && !known.Contains(wanted) && !known.Any(value => IsCaseOf(axis, value, wanted))
               select UsageError.Unknown(axis, wanted, known, ComparedAxes.BaselineOption),
        ];
        if (errors.Length > 0)
            throw new UsageException(errors);
    }

    private IReadOnlyList<ComparisonMetric> Find(ComparisonMetrics known)
    {
        string common = string.Join(", ", known.Names.Where(name => !name.Contains('.')));
        UsageError[] unknown =
        [
            .. Metrics.Where(name => known.Find(name) is null).Select(name => new UsageError(
                $"{MetricOption}: there is no metric '{name}' here; there are {common} and every counter by its column, such as "
                + "split.reads.3",
                name,
                MetricOption,
                DidYouMean.Suggest(name, known.Names))),
        ];
        return unknown.Length > 0 ? throw new UsageException(unknown)
            : Metrics.Count > 0 ? [.. Metrics.Select(name => known.Find(name)!).Union(known.Judging)]
            : known.Standard;
    }

    /// <summary>The values that vary from row to row: those asked for, or the usual ones as far as they vary; if none does, one.</summary>
    private IReadOnlyList<string> RowsOf(IReadOnlyList<string> compared, RunGroup[] groups)
    {
        string[] possible = [.. UsualRows.Except(compared)];
        string[] varying = [.. possible.Where(Varies)];
        return By.Count > 0 ? By
            : varying.Length > 0 ? varying
            : [.. possible.Append("memory").Except(compared).OrderByDescending(Varies).Take(1)];

        bool Varies(string name) => ValuesOf(groups, name).Skip(1).Any();
    }

    /// <summary>Whether a run's strategy is one of the cases of another.</summary>
    private static bool IsCaseOf(string axis, string value, string other) => axis == Axes.Strategy.Name
        && Axes.Strategy.TryRead(other) is SettingValue<SplitStrategy> { Value: { Cases.Count: > 0 } cases }
        && value.StartsWith($"{cases.Name}[", StringComparison.Ordinal);

    private static IEnumerable<string> ValuesOf(IEnumerable<RunGroup> groups, string axis) =>
        groups.Select(group => group.Configuration[axis]!).Distinct();
}
