
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Experiments.Tests.Planning;

public sealed class EstimateTests
{
    [Theory]
    [InlineData("memory: 64M")]
    [InlineData("memory: 4G, scenario: lazy, backing: thp, dirty: stride 2M")]
    [InlineData("memory: 4G, scenario: clear, backing: hugetlb-1g, dirty: random 0.5")]
    [InlineData("memory: 4G, scenario: enable, backing: thp, thp-coverage: 50%, dirty: random 0.5")]
    [InlineData("memory: 8G, scenario: lazy, granule: 64K, backing: thp, dirty: random 0.01")]
    [InlineData("memory: 2G, scenario: lazy, granule: 16K, backing: thp, dirty: random 0.01, base-offset: 16K")]
    [InlineData("memory: 256G, chunk: 2M, strategy: rfc-naive, backing: hugetlb-1g")]
    [InlineData("memory: 1T, backing: hugetlb-1g, ia-bits: 48, base-offset: 4K")]
    public void EstimatedTableBytes_OneRun_IsNotExceededAndNotMuchTooHigh(string axes)
    {
        SweepPlan plan = SweepSpecification.Parse($"axes: {{{axes}}}", "s").Specification!.Plan;
        using var vm = new SimulatedVm(plan[0].Configuration.ToVmConfiguration());

        RunResult result = SimulatedRun.Execute(vm, plan[0], CancellationToken.None);

        Assert.Equal(RunState.Succeeded, result.State);
        Assert.InRange(vm.TableBytes, 0, plan.EstimatedTableBytes);
        Assert.InRange(plan.EstimatedTableBytes, 0, (4 * vm.TableBytes) + (8 << 20));
    }

    [Fact]
    public void EstimatedTableBytes_LargestRunInAnInclude_IsSeen()
    {
        SweepSpecification small = SweepSpecification.Parse("axes: {memory: 64M}", "s").Specification!;
        SweepSpecification large =
            SweepSpecification.Parse("axes: {memory: 64M}\ninclude: [{memory: 64G, scenario: lazy, dirty: stride 2M}]", "s").Specification!;

        Assert.Equal(64 << 10, small.Plan.EstimatedTableBytes);
        Assert.InRange(large.Plan.EstimatedTableBytes, 128 << 20, 140 << 20);
    }
}
