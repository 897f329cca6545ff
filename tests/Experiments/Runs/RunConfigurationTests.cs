using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Runs;

public sealed class RunConfigurationTests
{
    private static readonly string[] Varied =
    [
        "scenario: [enable, clear, lazy]", "backing: [4k, thp, hugetlb-2m, hugetlb-1g]", "thp-coverage: [0%, 33.333% seed 7, 100%]",
        "dirty: [all, random 0.00001 seed 5, random 0, stride 2M]", "ia-bits: [auto, 44]", "fwb: [true, false]", "chunk: [0, 4K, whole]",
        "strategy: [baseline, lazy, skip-level3]",
    ];

    [Fact]
    public void Replace_NothingNew_GivesTheSameRun()
    {
        SweepPlan plan = Plan($"axes: {{memory: 1G, base-offset: 4K, {string.Join(", ", Varied)}}}");

        for (long i = 0; i < plan.RunCount; i++)
        {
            RunConfiguration run = plan[i].Configuration;
            Assert.Equal(run, run.With(AxisPattern.Of("memory", "1G")));
        }
    }

    [Fact]
    public void Canonical_EqualRuns_IsEqualAndUnequalIsNot()
    {
        SweepPlan plan = Plan($"axes: {{memory: 64M, {string.Join(", ", Varied)}}}");
        RunConfiguration[] runs = [.. Enumerable.Range(0, (int)plan.RunCount).Select(i => plan[i].Configuration)];

        Assert.Equal(runs.Distinct().Count(), runs.Select(run => run.Canonical).Distinct().Count());
        Assert.True(runs.Distinct().Count() < runs.Length / 2, "lazy runs of unlike strategies are to be one run");
        Assert.Equal(runs.Distinct().Count(), runs.Select(run => run.Identity).Distinct().Count());
        Assert.Matches("^[0-9a-f]{32}$", runs[0].Identity.Text);
    }

    [Fact]
    public void Vcpus_OfSimulatedRuns_MakeOthersThatCountAlikeAndTheDefaultIsNoOther()
    {
        SweepPlan plan = Plan("axes: {memory: 1G, vcpus: [1, 8, 64], lock: [shared, exclusive], tlbi-domain: [system, cpu]}");
        RunConfiguration[] runs = [.. Enumerable.Range(0, (int)plan.RunCount).Select(i => plan[i].Configuration)];

        Assert.Equal(12, runs.Select(run => run.Identity).Distinct().Count());
        Assert.Single(runs.Select(run => run.ToVmConfiguration()).Distinct());
        Assert.Equal(Plan("axes: {memory: 1G}")[0].Configuration.Canonical, runs[0].Canonical);
        Assert.DoesNotContain("vcpus", runs[0].Canonical, StringComparison.Ordinal);
    }

    [Fact]
    public void Vcpus_OfAMachine_AreSaidAlsoWhereTheyAreOne()
    {
        RunConfiguration run = Plan("axes: {memory: 1G}\nbackend: kvm")[0].Configuration;

        Assert.Contains("vcpus=1", run.Canonical, StringComparison.Ordinal);
        Assert.Contains(("vcpus", "1"), run.ShownValues);
    }

    [Theory]
    [InlineData("thp-coverage: 0.00001% seed 3, backing: thp", "thp-coverage", "0.00001% seed 3")]
    [InlineData("thp-coverage: 30%, backing: thp", "thp-coverage", "30% seed 1")]
    [InlineData("thp-coverage: 0% seed 3, backing: thp", "thp-coverage", "0%")]
    [InlineData("thp-coverage: 30% seed 3, backing: 4k", "thp-coverage", "100%")]
    [InlineData("dirty: random 0.00001 seed 5, scenario: lazy", "dirty", "random=0.00001,seed=5")]
    [InlineData("dirty: random 1 seed 5, scenario: lazy", "dirty", "all")]
    [InlineData("dirty: random 0 seed 5, scenario: clear", "dirty", "random=0,seed=0")]
    [InlineData("dirty: random 0.5 seed 5, scenario: enable", "dirty", "all")]
    [InlineData("base-offset: 600G, memory: 600G", "ia-bits", "42")]
    [InlineData("ia-bits: 44", "ia-bits", "44")]
    [InlineData("chunk: 0", "strategy", "lazy")]
    [InlineData("strategy: lazy", "chunk", "0")]
    public void EffectiveValues_AxisValues_SayWhatIsReallyRun(string axes, string name, string expected)
    {
        string memory = axes.Contains("memory", StringComparison.Ordinal) ? "" : "memory: 1G, ";

        Assert.Equal(expected, Plan($"axes: {{{memory}{axes}}}")[0].Configuration.EffectiveValues.Single(v => v.Name == name).Value);
    }

    [Theory]
    [InlineData("chunk: 0")]
    [InlineData("chunk: 0, scenario: lazy")]
    [InlineData("chunk: 2M")]
    public void EffectiveValues_OfAMeasuredRun_KeepTheKernelsLabel(string axes)
    {
        RunConfiguration run = Plan($"backend: kvm\naxes: {{memory: 1G, strategy: rfc, {axes}}}")[0].Configuration;

        Assert.Equal("rfc", run["strategy"]);
        Assert.NotEqual(Plan($"backend: kvm\naxes: {{memory: 1G, {axes}}}")[0].Configuration.Identity, run.Identity);
    }

    [Theory]
    [InlineData("thp-coverage: 101%")]
    [InlineData("thp-coverage: 0.0000000001%")]
    [InlineData("thp-coverage: NaN%")]
    [InlineData("thp-coverage: 30% seed -1")]
    [InlineData("dirty: random 1.5")]
    [InlineData("dirty: random 1e-3")]
    [InlineData("dirty: page=5")]
    [InlineData("dirty: stride 0")]
    [InlineData("base-offset: 1T")]
    [InlineData("ia-bits: 49")]
    public void Parse_ValueOutOfRange_IsRefused(string axis) =>
        Assert.Contains("is not allowed", Assert.Single(SweepSpecification.Parse($"axes: {{memory: 1G, {axis}}}", "s").Errors).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Execute_SmallShares_WriteFewPagesOnly()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });
        RunResult result =
            SimulatedRun.Execute(vm, Plan("axes: {memory: 4G, scenario: lazy, dirty: random 0.00001 seed 5}")[0], CancellationToken.None);

        Assert.InRange(result.Steps.Single(s => s.Name == "write").Counters["pte_writes", 3], 1, 100);
    }

    [Fact]
    public void Execute_Cancelled_Stops()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });

        Assert.Throws<OperationCanceledException>(() =>
            SimulatedRun.Execute(vm, Plan("axes: {memory: 64M}")[0], new CancellationToken(canceled: true)));
    }

    private static SweepPlan Plan(string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "s");
        Assert.Empty(result.Errors);
        return result.Specification!.Plan;
    }
}
