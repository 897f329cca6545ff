using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Operations;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Walks;

namespace S2Grid.Benchmarks;

/// <summary>
/// A slot of 64 GiB of which a random half is in 2M blocks: populated block by block and by rows (read the ratio), and enabled. The mean is
/// per 2M range. Aim: below 10 ns to populate, write-protect and split.
/// </summary>
public class CoverageBenchmarks
{
    private const int Ranges = 64 * 512;
    private const int BlockLevel = Stage2Geometry.LastLevel - 1;

    private readonly VmConfiguration configuration = Vms.Baseline(64 * Vms.GiB, BackingKind.Pages) with
    {
        Backing = new Backing(BackingKind.PartialThp, CoveragePercent: 50, Seed: 7),
    };

    private readonly StepCounters counters = new();
    private Stage2Mmu mmu = null!;
    private SimulatedVm vm = null!;

    [GlobalSetup]
    public void Setup()
    {
        mmu = new Stage2Mmu(long.MaxValue);
        vm = new SimulatedVm(configuration);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Ranges)]
    public unsafe void PopulateOneByOne()
    {
        mmu.Reset(configuration);
        for (ulong address = configuration.Base; address < configuration.End; address += 2 << 20)
        {
            if (configuration.Backing.IsHuge(address / (2 << 20)))
                MapWalk.Fault(mmu, address, BlockLevel);
            else if (mmu.Tables.Find(address, BlockLevel) is var entry && entry != null)
                MapWalk.FillEntry(mmu, entry, BlockLevel, Stage2Geometry.LastLevel, address);
            else
                MapWalk.Fault(mmu, address, Stage2Geometry.LastLevel);
        }
    }

    [Benchmark(OperationsPerInvoke = Ranges)]
    public void PopulateByRows()
    {
        mmu.Reset(configuration);
        Populate.Run(mmu);
    }

    [Benchmark(OperationsPerInvoke = Ranges)]
    public long Enable()
    {
        vm.Reset(configuration);
        Vms.Run(vm, counters, Vms.Populate, Vms.WriteProtect, Vms.Split);
        return counters["split_chunks"];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        mmu.Dispose();
        vm.Dispose();
    }
}
