using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Benchmarks;

/// <summary>What each run after the first of a VM begins with: its state put back, against populating and write-protecting it again. Read
/// the ratio.</summary>
public class SnapshotBenchmarks
{
    private readonly StepCounters counters = new();
    private readonly VmSnapshot snapshot = new();
    private SimulatedVm vm = null!;
    private VmConfiguration configuration = null!;

    /// <summary>Of a slot that does not begin and end at 1 GiB, which leaves tables at both ends.</summary>
    [Params("64M 2m", "64G 2m", "1024G 4k", "64G thp:50%:7")]
    public string Slot { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _ = ByteSize.TryParse(Slot.Split(' ')[0], out ulong memory);
        _ = Backing.TryParse(Slot.Split(' ')[1], out Backing backing);
        configuration =
            new VmConfiguration { Memory = memory, Backing = backing, Base = VmConfiguration.DefaultBase + (14 << 20), IaBits = 42 };
        vm = new SimulatedVm(configuration);
        Populate();
        vm.Save(snapshot);
    }

    [Benchmark(Baseline = true)]
    public long Populate()
    {
        vm.Reset(configuration);
        Vms.Run(vm, counters, Vms.Populate, Vms.WriteProtect);
        return counters["wp_chunks"];
    }

    [Benchmark]
    public long Restore()
    {
        vm.Restore(snapshot, configuration);
        return snapshot.Bytes;
    }

    [GlobalCleanup]
    public void Cleanup() => vm.Dispose();
}
