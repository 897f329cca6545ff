
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;

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

    internal ResultTable Table => ResultTable.Build(Specification, Results);

    internal static ResultsOf Preset(string name) => Sweep(ShippedPresets.Find(name)!.Yaml);

    internal static ResultsOf Sweep(string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "sweep.yaml");
        Assert.Empty(result.Errors);
        return new ResultsOf(result.Specification!);
    }

    internal StepCounters Counters(string backing, string strategy, string step) => Results
        .Single(r => r.Run.Configuration.BackingName == backing && r.Run.Configuration.Strategy == strategy)
        .Steps.Single(s => s.Name == step).Counters;

    internal ResultRow Row(string backing, string strategy) =>
        Table.Rows.Single(r => r.Configuration.BackingName == backing && r.Configuration.Strategy == strategy);
}
