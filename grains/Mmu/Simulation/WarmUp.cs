using S2Grid.Mmu.Counters;

namespace S2Grid.Mmu.Simulation;

/// <summary>
/// Walks small VMs once through the common steps when the engine is first used, so that loading and binding code (some
/// milliseconds) does not fall into the first step that somebody times.
/// </summary>
internal static class WarmUp
{
    private static readonly string[] Steps = ["populate", "wp", "split", "split", "write:all", "clear", "redirty", "clear", "age", "unmap"];

    internal static void Run()
    {
        var counters = new StepCounters();
        foreach (BackingKind kind in (ReadOnlySpan<BackingKind>)[BackingKind.Blocks1G, BackingKind.AlternatingThp, BackingKind.Pages])
        {
            // Two whole 1G ranges, of which the second repeats the first, and a rest that is walked piece by piece.
            using var vm = new SimulatedVm(new VmConfiguration { Memory = (2UL << 30) + (3UL << 20), Backing = new Backing(kind) });
            foreach (string step in Steps)
            {
                vm.Run(VmStep.Parse(step), counters);
            }
        }
    }
}
