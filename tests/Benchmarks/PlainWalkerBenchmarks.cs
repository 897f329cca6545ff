using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Tests.Plain;

namespace S2Grid.Benchmarks;

/// <summary>The engine against the plain walker of the tests, in one run, on VMs that the plain walker can do: read the ratio.</summary>
public class PlainWalkerBenchmarks
{
    private static readonly VmStep WriteEverySecondPage = VmStep.Parse("write:stride=8K");

    private readonly StepCounters counters = new();
    private SimulatedVm vm = null!;
    private VmConfiguration configuration = null!;
    private VmStep[] steps = [];

    /// <summary>What is done to a VM of 64 MiB in 2M blocks after it is populated.</summary>
    [Params("enable", "clear", "write-faults", "write-protect-expanded")]
    public string Work { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        configuration = Vms.Baseline(64 << 20, BackingKind.Blocks2M);
        vm = new SimulatedVm(configuration);
        steps = Work switch
        {
            "enable" => [Vms.Populate, Vms.WriteProtect, Vms.Split],
            "clear" => [Vms.Populate, Vms.Clear],
            "write-faults" => [Vms.Populate, Vms.WriteProtect, WriteEverySecondPage],
            _ => [Vms.Populate, Vms.WriteProtect, Vms.Split, WriteEverySecondPage, Vms.WriteProtect],
        };
    }

    [Benchmark(Baseline = true)]
    public long Plain()
    {
        var plain = new PlainVm(configuration);
        foreach (VmStep step in steps)
            plain.Run(step, counters);

        return counters["walks"];
    }

    [Benchmark]
    public long Engine()
    {
        vm.Reset(configuration);
        Vms.Run(vm, counters, steps);
        return counters["walks"];
    }

    [GlobalCleanup]
    public void Cleanup() => vm.Dispose();
}
