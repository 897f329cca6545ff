using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Benchmarks;

/// <summary>Populate and enable dirty logging, baseline, 2M chunks. Aims: 64 GiB below 1 ms, 4 TiB below 20 ms and 32 MiB.</summary>
[MemoryDiagnoser]
public class EnableBenchmarks
{
    private readonly SimulatedVm vm = new(Vms.Baseline(4096, BackingKind.Pages));
    private readonly StepCounters counters = new();

    [Params(BackingKind.Pages, BackingKind.Blocks2M, BackingKind.Blocks1G, BackingKind.AlternatingThp)]
    public BackingKind Backing { get; set; }

    [Benchmark]
    public long Enable64GiB() => Enable(Vms.Baseline(64 * Vms.GiB, Backing));

    [Benchmark]
    public long Enable4TiB() => Enable(Vms.Baseline(4096 * Vms.GiB, Backing, iaBits: 48));

    [GlobalCleanup]
    public void Cleanup()
    {
        Console.WriteLine($"// table memory held at the end: {vm.TableBytes} bytes");
        vm.Dispose();
    }

    private long Enable(VmConfiguration configuration)
    {
        vm.Reset(configuration);
        Vms.Run(vm, counters, Vms.Populate, Vms.WriteProtect, Vms.Split);
        return counters["split_chunks"];
    }
}
