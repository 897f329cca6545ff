
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Benchmarks;

/// <summary>The VMs that the benchmarks share.</summary>
internal static class Vms
{
    internal const ulong GiB = 1UL << 30;

    internal static readonly VmStep Populate = VmStep.Parse("populate");
    internal static readonly VmStep WriteProtect = VmStep.Parse("wp");
    internal static readonly VmStep Split = VmStep.Parse("split");
    internal static readonly VmStep Clear = VmStep.Parse("clear");
    internal static readonly VmStep Redirty = VmStep.Parse("redirty");

    internal static VmConfiguration Baseline(ulong memory, BackingKind backing, int iaBits = 40) => new()
    {
        Memory = memory,
        Backing = new Backing(backing),
        IaBits = iaBits,
    };

    internal static void Run(SimulatedVm vm, StepCounters counters, params ReadOnlySpan<VmStep> steps)
    {
        foreach (VmStep step in steps)
            vm.Run(step, counters);
    }
}
