using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Strategies;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Measured;

/// <summary>Figures that an arm64 kernel (6.12) gave under emulation, counted by kprobes; not the simulator's own.</summary>
public sealed class SimulatedCountsTests
{
    [Theory]
    [InlineData("thp", "2M", "enable", "stage2_split_walker", 32 + 16384)]
    [InlineData("thp", "2M", "enable", "stage2_attr_walker", 32)]
    [InlineData("thp", "2M", "enable", "kvm_pgtable_stage2_split", 32)]
    [InlineData("thp", "1G", "enable", "kvm_pgtable_stage2_split", 1)]
    [InlineData("thp", "2M", "enable", "kvm_pgtable_stage2_create_unlinked", 32)]
    [InlineData("thp", "2M", "enable", "__kvm_tlb_flush_vmid_ipa", 32)]
    [InlineData("4k", "2M", "enable", "stage2_split_walker", 16384)]
    [InlineData("4k", "2M", "enable", "kvm_pgtable_stage2_create_unlinked", 0)]
    public void Of_Enable64MiB_IsWhatTheKernelCounted(string backing, string chunk, string step, string function, long expected) =>
        Assert.Equal(expected, Counts("enable", backing, chunk, "")[(step, function)]);

    [Theory]
    [InlineData("thp", "2M", "stage2_split_walker", 32 + 16384)]
    [InlineData("thp", "2M", "stage2_attr_walker", 32 + 14336)]
    [InlineData("thp", "2M", "kvm_pgtable_stage2_split", 256)]
    [InlineData("4k", "2M", "stage2_attr_walker", 16384)]
    [InlineData("thp", "2M", "__kvm_tlb_flush_vmid_range", 1)]
    public void Of_OneClearOf64MiB_IsWhatTheKernelCounted(string backing, string chunk, string function, long expected) =>
        Assert.Equal(expected, Counts("clear", backing, chunk, "kvm: {clear-pages: 16384}")[("clear-1", function)]);

    [Fact]
    public void Of_ClearInPieces_FlushesOnceForEachThatHasAPage()
    {
        IReadOnlyDictionary<(string, string), long> counts = Counts("clear", "thp", "2M", "", "stride 2M");

        Assert.Equal(256, counts[("clear-1", "__kvm_tlb_flush_vmid_range")]);
        Assert.Equal(32, counts[("clear-2", "__kvm_tlb_flush_vmid_range")]);
        Assert.Equal(16384, counts[("get-1", CountComparison.DirtyPages)]);
        Assert.Equal(32, counts[("get-2", CountComparison.DirtyPages)]);
    }

    [Theory]
    [InlineData("4k", "2M", 0)]
    [InlineData("thp", "0", 0)]
    [InlineData("thp", "1G", 32)]
    [InlineData("hugetlb-2m", "2M", 32)]
    public void Of_Enable_BuildsTheTablesThatTheKernelBuilt(string backing, string chunk, long tables) =>
        Assert.Equal(tables, Counts("enable", backing, chunk, "")[("enable", CountComparison.Tables)]);

    [Theory]
    [InlineData("enable", "2M")]
    [InlineData("enable", "0")]
    [InlineData("clear", "1G")]
    public void Of_SharedMemory_IsThatOfPages(string scenario, string chunk) =>
        Assert.Equal(Counts(scenario, "4k", chunk, ""), Counts(scenario, "shmem", chunk, ""));

    [Fact]
    public void Of_SeveralVcpus_ComparesNoFunctions() =>
        Assert.DoesNotContain(Counts("enable", "thp", "2M", "kvm: {vcpus: 2}").Keys,
            count => SimulatedCounts.Functions.Contains(count.What));

    private static IReadOnlyDictionary<(string Step, string What), long> Counts(string scenario, string backing, string chunk, string more,
        string dirty = "all")
    {
        string axes = $"{{memory: 64M, scenario: {scenario}, backing: {backing}, chunk: {chunk}, dirty: {dirty}}}";
        RunConfiguration run = SweepSpecification.Parse($"axes: {axes}\nbackend: kvm\n{more}", "s").Specification!.Plan[0].Configuration;
        return SimulatedCounts.Of(run, SplitStrategies.All[0].Name, 4096);
    }
}
