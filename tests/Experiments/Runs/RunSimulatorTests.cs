using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Runs;

public sealed class RunSimulatorTests
{
    /// <summary>Runs in which every axis that can be shared, and each that cannot, changes.</summary>
    private const string Mixed =
        """
        axes:
          scenario: [enable, clear, lazy]
          memory: [6M, 2G]
          backing: [4k, thp, hugetlb-1g]
          thp-coverage: [100%, 40% seed 3]
          dirty: [all, random 0.05 seed 2, stride 2M]
          granule: [4K, 16K]
          fwb: [true, false]
          tlbi-range: [true, false]
          base-offset: [0, 2M, 64K]
          chunk: [64K, 2M, whole]
          strategy: [baseline, rfc, rfc-naive, skip-level3, max-level, lazy]
        exclude:
          - {backing: hugetlb-1g, granule: 16K}
        """;

    private readonly SimulatedVm plainVm = new(new VmConfiguration { Memory = 4096 });
    private readonly SimulatedVm sharedVm = new(new VmConfiguration { Memory = 4096 });

    [Fact]
    public void Execute_RunsOfAMixedSweepInPlanOrder_CountAsEachAlone() => AssertEqual(run => run);

    [Fact]
    public void Execute_RunsOfAMixedSweepInAnyOrder_CountAsEachAlone()
    {
        int[] order = [.. Enumerable.Range(0, 100_000)];
        new Random(5).Shuffle(order);
        AssertEqual(run => order[run]);
    }

    [Fact]
    public void Execute_RunThatFailed_LeavesTheVmFitForTheNext()
    {
        SweepPlan plan = Plan("axes: {memory: 4G, scenario: lazy, dirty: [stride 2M, stride 1G]}");
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 }, tableMemoryLimit: 1 << 20);
        var simulator = new RunSimulator(vm, new CountCache());

        RunResult failed = simulator.Execute(plan[0], CancellationToken.None);
        RunResult next = simulator.Execute(plan[1], CancellationToken.None);

        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("need more than the 1048576 bytes", failed.Error, StringComparison.Ordinal);
        Assert.Equal(SimulatedRun.Execute(vm, plan[0], CancellationToken.None).Steps.Count, failed.Steps.Count);
        Assert.Equal(RunState.Succeeded, next.State);
        Assert.Equal(["populate", "wp", "write"], next.Steps.Select(step => step.Name));
    }

    [Fact]
    public void Execute_Cancelled_Stops()
    {
        var simulator = new RunSimulator(sharedVm, new CountCache());

        Assert.Throws<OperationCanceledException>(() =>
            simulator.Execute(Plan("axes: {memory: 64M}")[0], new CancellationToken(canceled: true)));
    }

    private static SweepPlan Plan(string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "s");
        Assert.Empty(result.Errors);
        return result.Specification!.Plan;
    }

    /// <summary>Compares some 3,000 runs of the mixed sweep.</summary>
    private void AssertEqual(Func<int, int> place)
    {
        SweepPlan plan = Plan(Mixed);
        var simulator = new RunSimulator(sharedVm, new CountCache());
        for (int i = 0; i < 3000; i++)
        {
            PlannedRun run = plan[place(i) * 7L % plan.RunCount];
            RunResult expected = SimulatedRun.Execute(plainVm, run, CancellationToken.None);
            RunResult result = simulator.Execute(run, CancellationToken.None);
            Assert.Equal(
                expected.Steps.Select(step => (step.Name, step.Scope, string.Join(' ', step.Counters.Values.ToArray()))),
                result.Steps.Select(step => (step.Name, step.Scope, string.Join(' ', step.Counters.Values.ToArray()))));
            Assert.Same(run, result.Run);
        }
    }
}
