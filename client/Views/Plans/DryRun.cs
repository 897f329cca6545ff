using System.Text.Json.Nodes;
using S2Grid.Grains.Matching;
using S2Grid.Grains.Telemetry;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Views.Plans;

/// <summary>Shows what a sweep would run.</summary>
public static class DryRun
{
    private const int FirstRuns = 10;
    private const int ListedValues = 30;

    /// <summary>Writes the number of runs, the axes, a memory estimate, the most metric series, the identity and the first runs.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="specification">The sweep.</param>
    /// <param name="name">What it will be called.</param>
    /// <param name="agents">The agents that would measure it, to say which runs none of them can do; null where none were asked.</param>
    public static void Write(Page page, SweepSpecification specification, string name, IReadOnlyList<AgentStatus>? agents)
    {
        SweepPlan plan = specification.Plan;
        (string Runs, string Reason)[]? impossible = agents is null ? null : [.. ImpossibleRuns.Of(specification, agents)];
        IEnumerable<PlannedRun> first = Enumerable.Range(0, (int)Math.Min(FirstRuns, plan.RunCount)).Select(index => plan[index]);
        if (page.Format == Format.Json)
        {
            JsonOutput.WriteMerged(page.Out, Json(specification, name, first, impossible));
            return;
        }

        page.Write(Invariant($"{name} (dry run): {plan.RunCount:N0} {(plan.RunCount == 1 ? "run" : "runs")}; nothing is executed"));
        page.Write();
        var axes = new TextTable("axis", " values", "");
        foreach (int i in Decided(plan).Where(i => !IsImplied(specification, i)))
            axes.Add(Axes.All[i].Name, Invariant($"{specification.AxisValues[i].Count}"), Listed(specification.AxisValues[i]));

        axes.Add("repeats", Invariant($"{specification.Repeats}"), "");
        page.Write(axes);
        page.Write();
        if (specification.Kvm is { } kvm)
        {
            string values = string.Join(", ", kvm.EffectiveValues.Select(setting => $"{setting.Name} {setting.Value}"));
            page.Write(
                $"kvm      {values}, verify-counts {(kvm.VerifyCounts ? "true" : "false")}, time-limit {kvm.TimeLimitSeconds}s");
            if (specification.CostModels.Count > 0)
                page.Write($"models   {ModelCoverage.Describe(specification)}");
        }
        else
        {
            page.Write($"tables   at most about {HumanSize.Describe(plan.EstimatedTableBytes)} for one run");
        }

        if (specification.Backend == Backend.Simulated)
        {
            page.Write($"mappings {string.Join(", ", Mappings(specification))}");
            page.Write($"figures  {string.Join(", ", Scopes(specification))}");
        }

        page.Write($"metrics  {Describe(SeriesBound.Of(specification), specification.Backend)}");
        foreach (string names in SameStrategies(specification))
            page.Write($"same     {names}: strategies of the same hints");

        if (impossible is [])
            page.Write("agents   can do all runs");

        foreach ((string runs, string reason) in impossible ?? [])
            page.Write($"agents   none for runs {runs}: {reason}");

        page.Write($"identity {specification.SpecificationHash}");
        page.Write();
        page.Write(Column<PlannedRun>.Table(
            [
                new(" run", run => Invariant($"{run.Index}")),
                new(" repeat", run => Invariant($"{run.Repeat}")),
                .. Decided(plan).Where(i => Varies(specification, i)).Select(i => Axes.All[i].Name)
                    .Select(axis => new Column<PlannedRun>(axis, run => run.Configuration[axis]!)),
                new("identity", run => run.Configuration.Identity.ToString()),
            ],
            first));
        if (plan.RunCount > FirstRuns)
            page.Write(Invariant($"... and {plan.RunCount - FirstRuns:N0} more"));
    }

    /// <summary>The axes whose values the sweep decides: of a measured run the machine decides some.</summary>
    private static IEnumerable<int> Decided(SweepPlan plan)
    {
        RunConfiguration any = plan[0].Configuration;
        return Enumerable.Range(0, Axes.All.Count).Where(i => any[Axes.All[i].Name] is not null);
    }

    private static string Listed(IReadOnlyList<string> values) =>
        values.Count <= ListedValues ? string.Join(", ", values) : $"{string.Join(", ", values.Take(ListedValues - 1))}, ..., {values[^1]}";

    /// <summary>Names of strategies that do the same, between <c>=</c>.</summary>
    private static IEnumerable<string> SameStrategies(SweepSpecification specification) =>
        specification.Include.SelectMany(include => include.Values[Axes.Strategy.Index] ?? [])
            .Union(specification.AxisValues[Axes.Strategy.Index])
            .Select(text => Axes.Strategy.Read(text).Value)
            .Where(strategy => strategy.Cases.Count == 0)
            .GroupBy(strategy => strategy.Hints.Canonical)
            .Where(group => group.Skip(1).Any())
            .Select(group => string.Join(" = ", group.Select(strategy => strategy.Name)));

    /// <summary>What stage 2 maps each backing by, for each granule that has it.</summary>
    private static IEnumerable<string> Mappings(SweepSpecification specification)
    {
        int[] granules = [.. specification.AxisValues[Axes.Granule.Index].Select(text => Axes.Granule.Read(text).Value)];
        return from name in specification.AxisValues[Axes.Backing.Index]
               let backing = Axes.Backing.Read(name).Value
               select $"{name}: {string.Join(" or ", granules.Where(backing.Exists).Select(backing.Describe).Distinct())}";
    }

    /// <summary>What the figures of each scenario are of.</summary>
    private static IEnumerable<string> Scopes(SweepSpecification specification) =>
        specification.AxisValues[Axes.Scenario.Index]
            .Select(name => $"{name}: of the {specification.Counted(Axes.Scenario.Read(name).Value).Scope.Describe()}");

    /// <summary>Whether an axis that there was not always has its default, which need not be said.</summary>
    private static bool IsImplied(SweepSpecification specification, int axis) =>
        specification.AxisValues[axis] is [var only] && Axes.All[axis].IsImplied(only);

    private static string Describe(SeriesBound bound, Backend backend)
    {
        string where = backend == Backend.Kvm ? "for each agent that does its runs" : "on each silo of a cluster that does its runs";
        string kept = bound.KeptLabelSets == bound.LabelSets ? "" : Invariant(
            $"; of {bound.LabelSets:N0} combinations of scenario, strategy, backing and memory {bound.KeptLabelSets:N0} are distinguished");
        return Invariant($"at most {bound.Series:N0} series {where}{kept}");
    }

    private static bool Varies(SweepSpecification specification, int axis) =>
        specification.AxisValues[axis].Count > 1 || specification.Include.Any(pattern => pattern.Values[axis] is not null);

    private static IEnumerable<object> Json(
        SweepSpecification specification, string name, IEnumerable<PlannedRun> first, (string Runs, string Reason)[]? impossible)
    {
        SweepPlan plan = specification.Plan;
        yield return new
        {
            Name = name,
            Runs = plan.RunCount,
            Axes = Decided(plan).ToDictionary(i => Axes.All[i].Name, i => specification.AxisValues[i]),
            specification.Repeats,
        };
        if (specification.Backend == Backend.Simulated)
            yield return new { TableBytesPerRun = plan.EstimatedTableBytes };

        if (impossible is not null)
            yield return new { NoAgent = impossible.Select(alike => new { alike.Runs, alike.Reason }) };

        yield return new
        {
            MetricSeriesAtMost = SeriesBound.Of(specification).Series,
            Identity = specification.SpecificationHash,
            FirstRuns = first.Select(Json),
        };
    }

    private static JsonObject Json(PlannedRun run) => JsonOutput.Merged(
        new { Run = run.Index, run.Repeat, Identity = run.Configuration.Identity.ToString() },
        SettingColumn.ValuesOf(run.Configuration));
}
