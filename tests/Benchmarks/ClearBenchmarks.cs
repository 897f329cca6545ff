using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Benchmarks;

/// <summary>CLEAR_DIRTY_LOG over 64 GiB in 64-page masks, first over blocks, then over pages that are dirty again. Aim: below 60 ms
/// each.</summary>
public class ClearBenchmarks
{
    private SimulatedVm vm = null!;
    private readonly StepCounters counters = new();

    [Params(BackingKind.Pages, BackingKind.Blocks2M, BackingKind.Blocks1G, BackingKind.AlternatingThp)]
    public BackingKind Backing { get; set; }

    /// <summary>Off the 256K grid, words straddle blocks and no region repeats another: the plain road through the same code.</summary>
    [Params(0UL, 4096UL)]
    public ulong BaseOffset { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        vm = new SimulatedVm(Vms.Baseline(64 * Vms.GiB, Backing) with { Base = VmConfiguration.DefaultBase + BaseOffset });
    }

    [IterationSetup]
    public void Repopulate()
    {
        vm.Reset(vm.Configuration);
        vm.Run(Vms.Populate, counters);
    }

    [Benchmark]
    public long FirstClear()
    {
        vm.Run(Vms.Clear, counters);
        return counters["split_walks"];
    }

    [GlobalCleanup]
    public void Cleanup() => vm.Dispose();
}
