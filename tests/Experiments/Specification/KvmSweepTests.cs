using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Tests.Specification;

public sealed class KvmSweepTests
{
    [Fact]
    public void Parse_Settings_AreAPartOfTheSweepAndOfItsRunsIdentity()
    {
        SweepSpecification one = Parse("kvm: {iterations: 2}");
        SweepSpecification other = Parse("kvm: {iterations: 3, order: random seed 7, time-limit: 10m, vcpus: 4}");

        Assert.NotEqual(one.SpecificationHash, other.SpecificationHash);
        Assert.NotEqual(one.Plan[0].Configuration.Identity, other.Plan[0].Configuration.Identity);
        Assert.Equal((3, 7L, 600, 4), (other.Kvm!.Iterations, other.Kvm.OrderSeed!.Value, other.Kvm.TimeLimitSeconds, other.Kvm.Vcpus));
        Assert.Contains(("order", "random seed 7"), other.Plan[0].Configuration.EffectiveValues);
        Assert.DoesNotContain(one.Plan[0].Configuration.EffectiveValues,
            value => value.Name is "granule" or "fwb" or "tlbi-range" or "ia-bits");
    }

    [Fact]
    public void Parse_WhetherCountsAreVerified_IsNoPartOfARunsIdentity() => Assert.Equal(
        Parse("kvm: {verify-counts: true}").Plan[0].Configuration.Identity, Parse("kvm: {time-limit: 1h}").Plan[0].Configuration.Identity);

    [Fact]
    public void Parse_StrategiesWithoutTheBaseline_HaveTheBaselinesRunsAdded()
    {
        SweepSpecification specification =
            SweepSpecification.Parse("axes: {memory: 64M, strategy: [rfc]}\nbackend: kvm", "s").Specification!;

        Assert.Equal(["rfc", "baseline"], Enumerable.Range(0, 2).Select(run => specification.Plan[run].Configuration.Strategy));
        Assert.Equal(2, specification.WithOverrides([("strategy", "rfc")], null).Specification!.Plan.RunCount);
    }

    [Fact]
    public void WithOverrides_SettingOfAMachine_IsReadAndMistakesAreTold()
    {
        SweepSpecification specification = Parse("");

        Assert.Equal(5, specification.WithOverrides([("kvm.iterations", "5")], null).Specification!.Kvm!.Iterations);
        Assert.Equal("iterations", Assert.Single(specification.WithOverrides([("kvm.iteration", "5")], null).Errors).Suggestion);
        Assert.Contains("the machine decides", Assert.Single(specification.WithOverrides([("granule", "4K")], null).Errors).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralMistakes_AreToldAllAtOnce() => Assert.Equal(
        4,
        SweepSpecification.Parse("axes: {memory: 64M, granule: 4K, chunk: 64K}\nbackend: kvm\nkvm: {vcpus: 0, orders: 1}",
            "s").Errors.Count);

    [Theory]
    [InlineData("scenario: clear, memory: 64M", "dirty-ring: true", "manual protect")]
    [InlineData("scenario: enable, memory: 64M", "dirty-ring: true, manual-protect: on", "manual protect")]
    [InlineData("memory: [64M, 16K]", "vcpus: 8", "memory 16K has less than a page")]
    [InlineData("memory: [64M, 16K]", "memslots: 8", "memory 16K has less than a page")]
    [InlineData("memory: 512G", "vcpus: 8", "ends beyond")]
    [InlineData("memory: 64M, base-offset: 511G", "vcpus: 8", "ends beyond")]
    public void Parse_WhatNoMachineCanDo_IsRefused(string axes, string kvm, string said) => Assert.Contains(
        said,
        Assert.Single(SweepSpecification.Parse($"axes: {{{axes}}}\nbackend: kvm\nkvm: {{{kvm}}}", "s").Errors).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("dirty-ring: true", "scenario: clear")]
    [InlineData("vcpus: 8", "memory: 16K")]
    public void Parse_WhatNoMachineCanDo_MayBeExcluded(string kvm, string exclude) => Assert.Empty(SweepSpecification.Parse(
        $"axes: {{memory: [64M, 16K], scenario: [enable, clear]}}\nexclude: [{{{exclude}}}]\nbackend: kvm\nkvm: {{{kvm}}}", "s").Errors);

    private static SweepSpecification Parse(string more) =>
        SweepSpecification.Parse($"axes: {{memory: 64M, scenario: clear}}\nbackend: kvm\n{more}", "s.yaml").Specification!;
}
