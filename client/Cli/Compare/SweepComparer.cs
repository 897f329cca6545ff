using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Common;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Sweeps;
using S2Grid.Runs;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Compare;

/// <summary>Groups the results of one sweep or two, and compares them.</summary>
/// <param name="environment">Where warnings go.</param>
/// <param name="grid">Where the sweeps are.</param>
/// <param name="settings">What was asked for.</param>
internal sealed class SweepComparer(CliEnvironment environment, GridSession grid, ComparisonRequest settings)
{
    /// <summary>The option that names metrics.</summary>
    public const string MetricOption = "--metric";

    /// <summary>The option with the condition on runs.</summary>
    public const string WhereOption = "--where";

    /// <summary>The option with the condition on runs.</summary>
    public static Option<string?> Where() =>
        CliOption.OptionalText(WhereOption, "CONDITION", "Only runs that meet a condition in SQL on the columns of the results", "all runs");

    /// <summary>Compares.</summary>
    /// <param name="first">The sweep, or the baseline of two.</param>
    /// <param name="second">The sweep that is compared with it; null to compare within the one.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="UsageException">The settings do not fit what the sweeps hold, or what they ask for must not be compared.</exception>
    public async Task<SweepComparison> CompareAsync(SweepStatus first, SweepStatus? second, CancellationToken cancellation)
    {
        SweepSpecification specification = await SpecificationAsync(first, cancellation);
        AxisPattern pattern = settings.Baseline ?? specification.Baseline;
        IReadOnlyList<string> compared = second is null ? ComparedAxes.Of(pattern) : [];
        ComparedSweep one = await OpenAsync(first, specification, compared, cancellation);
        ComparedSweep? two = second is null
            ? null
            : await OpenAsync(second, await SpecificationAsync(second, cancellation), compared, cancellation);
        CheckAxes(compared, one);
        RunGroup[] groups = [.. one.Groups, .. two?.Groups ?? []];
        IReadOnlyList<ComparisonMetric> metrics = Find(new ComparisonMetrics(specification, groups));
        IReadOnlyList<string> rows = ComparedAxes.By(settings.By, settings.UsualRows, compared, groups);
        try
        {
            return two is null ? SweepComparison.Build(one, metrics, rows, pattern) : SweepComparison.Build(one, two, metrics, rows);
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.Incomparable)
        {
            throw new UsageException(refused.Message, refused);
        }
    }

    private async Task<SweepSpecification> SpecificationAsync(SweepStatus status, CancellationToken cancellation) =>
        SweepPlans.Read(await grid.AskAsync(grains => grains.Sweep(status.Id).GetRequest(), cancellation));

    private async Task<ComparedSweep> OpenAsync(
        SweepStatus status, SweepSpecification specification, IReadOnlyList<string> compared, CancellationToken cancellation)
    {
        using SegmentReader reader = await grid.OpenResultsAsync(status.Id, specification.Plan, cancellation);
        try
        {
            GroupedRuns grouped = reader.Group(settings.Where, compared, SweepComparison.MaxConfigurations);
            Warn(status, grouped);
            return new ComparedSweep(status.Name, specification, grouped.Groups);
        }
        catch (RefusedException wrong) when (wrong.Kind == RefusalKind.Condition)
        {
            throw new UsageException([new UsageError($"{WhereOption}: {wrong.Message.TrimEnd('.')}", settings.Where, WhereOption)]);
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

    /// <summary>Refuses rows that are columns already, and a baseline that no run has: then there would be nothing to compare with.</summary>
    private void CheckAxes(IReadOnlyList<string> compared, ComparedSweep sweep)
    {
        string[] effective = [.. sweep.Groups.Take(1).SelectMany(group => group.Configuration.EffectiveValues).Select(value => value.Name)];
        string[] decided = [.. effective.Length == 0 ? [] : settings.By.Union(compared).Except(effective)];
        UsageError[] errors =
        [
            .. decided.Select(axis => new UsageError($"{axis}: the runs have no such value, because the machine that measures decides it", axis)),
            .. settings.By.Intersect(compared).Select(axis => new UsageError(
                $"--by: {axis} stands in the columns, because it is what is compared; --baseline AXIS=VALUE compares another",
                axis,
                ComparedAxes.ByOption)),
            .. from axis in settings.Baseline is null ? [] : ComparedAxes.Of(settings.Baseline).Except(decided)
               let wanted = settings.Baseline!.Values[ComparedAxes.Names().TakeWhile(name => name != axis).Count()]![0]
               let known = ComparedAxes.ValuesOf(sweep.Groups, axis)
               where known.Count > 0 && wanted != "auto" && !known.Contains(wanted)
               select UsageError.Unknown(axis, wanted, known, ComparedAxes.BaselineOption),
        ];
        if (errors.Length > 0)
        {
            throw new UsageException(errors);
        }
    }

    private IReadOnlyList<ComparisonMetric> Find(ComparisonMetrics known)
    {
        IReadOnlyList<string> names = settings.Metrics;
        string common = string.Join(", ", known.Names.Where(name => !name.Contains('.')));
        UsageError[] unknown =
        [
            .. names.Where(name => known.Find(name) is null).Select(name => new UsageError(
                $"{MetricOption}: there is no metric '{name}' here; there are {common} and every counter by its column, such as split.reads.3",
                name,
                MetricOption,
                DidYouMean.Suggest(name, known.Names))),
        ];
        return unknown.Length > 0 ? throw new UsageException(unknown)
            : names.Count > 0 ? [.. names.Distinct().Select(name => known.Find(name)!)]
            : known.Standard;
    }
}
