using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Experiments.Tests.Results;

/// <summary>A sweep with the results of all its runs.</summary>
internal sealed class ResultsOf
{
    private ResultsOf(SweepSpecification specification)
    {
        Specification = specification;
        SweepPlan plan = specification.Plan;
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });
        Results = [.. Enumerable.Range(0, (int)plan.RunCount).Select(i => SimulatedRun.Execute(vm, plan[i], CancellationToken.None))];
    }

    internal SweepSpecification Specification { get; }

    internal IReadOnlyList<RunResult> Results { get; }

    internal ComparedSweep Compared => Group(Results);

    /// <summary>The configurations by the sweep's own metrics and baseline, as its table shows them.</summary>
    internal IReadOnlyList<ComparedConfiguration> Configurations => Compare(Compared);

    internal static ResultsOf Preset(string name) => Sweep(ShippedPresets.Find(name)!.Yaml);

    internal static ResultsOf Sweep(string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "sweep.yaml");
        Assert.Empty(result.Errors);
        return new ResultsOf(result.Specification!);
    }

    /// <summary>The configurations of a sweep by its own metrics and baseline.</summary>
    internal static IReadOnlyList<ComparedConfiguration> Compare(ComparedSweep sweep) => SweepComparison.Build(
        sweep, new ComparisonMetrics(sweep.Specification, sweep.Groups).Standard, [], sweep.Specification.Baseline).Configurations;

    /// <summary>The sweep with other results than its own.</summary>
    internal ComparedSweep Group(IEnumerable<RunResult> results, string name = "sweep") => new(
        name, Specification, [.. results.GroupBy(result => result.Run.Configuration).Select(alike => RunGroup.Of([.. alike]))]);

    internal StepCounters Counters(string backing, string strategy, string step) => Results
        .Single(r => r.Run.Configuration.BackingName == backing && r.Run.Configuration.Strategy == strategy)
        .Steps.Single(s => s.Name == step).Counters;

    internal ComparedConfiguration Row(string backing, string strategy) => Configurations.Single(
        one => one.Group.Configuration.BackingName == backing && one.Group.Configuration.Strategy == strategy);
}
