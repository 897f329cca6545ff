using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Benchmarks;

/// <summary>Write-protecting 64 GiB that is fully expanded because every second page was written. Aim: below 2 ns a leaf, the unit of the
/// mean.</summary>
public class WriteProtectBenchmarks
{
    private const int Leaves = 64 * 512 * 512;

    private static readonly VmStep WriteEverySecondPage = VmStep.Parse("write:stride=8K");

    private readonly StepCounters counters = new();
    private readonly SimulatedVm vm = new(Vms.Baseline(64 * Vms.GiB, BackingKind.Pages));

    [IterationSetup]
    public void Expand()
    {
        vm.Reset(vm.Configuration);
        Vms.Run(vm, counters, Vms.Populate, Vms.WriteProtect, WriteEverySecondPage);
    }

    [Benchmark(OperationsPerInvoke = Leaves)]
    public long WriteProtectExpanded()
    {
        vm.Run(Vms.WriteProtect, counters);
        return counters["wp_pte_writes", 3];
    }

    [GlobalCleanup]
    public void Cleanup() => vm.Dispose();
}
