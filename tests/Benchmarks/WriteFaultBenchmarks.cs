using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;
using S2Grid.Mmu.Operations;
using S2Grid.Mmu.Walks;

namespace S2Grid.Benchmarks;

/// <summary>
/// Write faults on a million random 4K pages of 64 GiB, in random order: on pages that are split and write-protected, and on 2M
/// blocks that are not split. Aim: below 60 ns on average. The mean is per fault.
/// </summary>
public class WriteFaultBenchmarks
{
    private const int Faults = 1_000_000;
    private const ulong Pages = 64 * Vms.GiB / 4096;

    private readonly ulong[] addresses = new ulong[Faults];
    private Stage2Mmu mmu = null!;

    /// <summary>Whether blocks are split before the faults.</summary>
    [Params(true, false)]
    public bool Split { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        mmu = new Stage2Mmu(long.MaxValue);
        for (int i = 0; i < Faults; i++)
        {
            // An odd multiplier scatters consecutive numbers over all pages, each at most once.
            addresses[i] = VmConfiguration.DefaultBase + ((ulong)i * 0x9e3779b97f4a7c15 % Pages * 4096);
        }
    }

    [IterationSetup]
    public void Protect()
    {
        mmu.Reset(Vms.Baseline(64 * Vms.GiB, BackingKind.Blocks2M));
        Populate.Run(mmu);
        ClearBitWalk.WriteProtect(mmu, mmu.Configuration.Base, mmu.Configuration.End);
        if (Split)
            new SplitLoop(mmu.Configuration).Apply(mmu, mmu.Configuration.Base, mmu.Configuration.End);
    }

    [Benchmark(OperationsPerInvoke = Faults)]
    public void RandomFaults()
    {
        var writes = new GuestWrites(mmu);
        foreach (ulong address in addresses)
            writes.Write(address);

        writes.Finish();
    }

    [GlobalCleanup]
    public void Cleanup() => mmu.Dispose();
}
