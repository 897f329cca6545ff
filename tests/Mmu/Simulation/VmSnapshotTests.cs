using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Tests.Simulation;

public sealed class VmSnapshotTests
{
    private static readonly VmConfiguration Standard = new() { Memory = 64UL << 20, Backing = new Backing(BackingKind.Blocks2M) };

    private readonly StepCounters counters = new();
    private readonly VmSnapshot snapshot = new();

    [Fact]
    public void Restore_WhatHasMadeTheStateDiffers_IsRefused()
    {
        using var vm = new SimulatedVm(Standard);
        vm.Run(VmStep.Parse("populate"), counters);
        vm.Save(snapshot);

        Assert.Throws<ArgumentException>(() => vm.Restore(snapshot, Standard with { Memory = 32UL << 20 }));
        Assert.Throws<ArgumentException>(() => vm.Restore(snapshot, Standard with { Fwb = false }));
        Assert.Throws<ArgumentException>(() => vm.Restore(snapshot, Standard with { Backing = new Backing(BackingKind.Pages) }));
        vm.Restore(snapshot, Standard with { Strategy = SplitStrategies.Find("rfc")!, Chunk = SplitChunk.Whole });
    }

    [Theory]
    [InlineData("split")]
    [InlineData("clear")]
    [InlineData("split-range:pages=1")]
    [InlineData("split,wp")]
    public void Restore_AnotherStrategyAfterASplit_IsRefused(string steps)
    {
        using var vm = new SimulatedVm(Standard);
        vm.Run(VmStep.Parse("populate"), counters);
        foreach (string step in steps.Split(','))
            vm.Run(VmStep.Parse(step), counters);

        vm.Save(snapshot);

        Assert.Throws<ArgumentException>(() => vm.Restore(snapshot, Standard with { Strategy = SplitStrategies.Find("rfc")! }));
        Assert.Throws<ArgumentException>(() => vm.Restore(snapshot, Standard with { Chunk = SplitChunk.Whole }));
        vm.Restore(snapshot, Standard with { TlbiRange = false });
    }

    [Fact]
    public void Restore_AfterAReset_IsRefused()
    {
        using var vm = new SimulatedVm(Standard);
        vm.Save(snapshot);
        vm.Reset(Standard);

        Assert.Throws<InvalidOperationException>(() => vm.Restore(snapshot, Standard));
    }

    [Fact]
    public void Restore_AnotherVmsState_IsRefused()
    {
        using var vm = new SimulatedVm(Standard);
        using var other = new SimulatedVm(Standard);
        vm.Save(snapshot);

        Assert.Throws<InvalidOperationException>(() => other.Restore(snapshot, Standard));
    }

    [Fact]
    public void Restore_AfterDestroyOrALackOfMemory_BringsTheVmBack()
    {
        using var vm = new SimulatedVm(Standard with { Memory = 8UL << 30 }, tableMemoryLimit: 256 << 10);
        vm.Run(VmStep.Parse("populate"), counters);
        vm.Run(VmStep.Parse("wp"), counters);
        vm.Save(snapshot);
        ulong hash = vm.MappingHash();

        Assert.Throws<TableMemoryException>(() => vm.Run(VmStep.Parse("write:stride=2M"), counters));
        vm.Restore(snapshot, vm.Configuration);
        Assert.Equal(hash, vm.MappingHash());

        vm.Run(VmStep.Parse("destroy"), counters);
        vm.Restore(snapshot, vm.Configuration);
        Assert.Equal(hash, vm.MappingHash());
    }

    [Fact]
    public void Save_AVmOfManyGigabytesInBlocks_TakesSomeTablesOnly()
    {
        using var vm = new SimulatedVm(Standard with { Memory = 512UL << 30, Base = VmConfiguration.DefaultBase + (14UL << 20) });
        vm.Run(VmStep.Parse("populate"), counters);
        vm.Save(snapshot);

        Assert.Equal(vm.UsedTableBytes, snapshot.Bytes);
        Assert.InRange(snapshot.Bytes, 1, 64 << 10);
    }
}
