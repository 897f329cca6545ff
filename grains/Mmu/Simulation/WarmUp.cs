using S2Grid.Mmu.Counters;

namespace S2Grid.Mmu.Simulation;

/// <summary>
/// Walks small VMs through the common steps, so that loading and binding the engine's code (some milliseconds) does not fall into the
/// first run that somebody times. For hosts that do many runs; a single VM needs none.
/// </summary>
public static class WarmUp
{
    private static readonly string[] Steps = ["populate", "wp", "split", "split", "write:all", "clear", "redirty", "clear", "age", "unmap"];

    private static int done;

    /// <summary>Does it, once in a process.</summary>
    public static void Run()
    {
        if (Interlocked.Exchange(ref done, 1) != 0)
            return;

        var counters = new StepCounters();
        foreach (BackingKind kind in (ReadOnlySpan<BackingKind>)[BackingKind.Blocks1G, BackingKind.AlternatingThp, BackingKind.Pages])
        {
            // Two whole 1G ranges, of which the second repeats the first, and a rest that is walked piece by piece.
            using var vm = new SimulatedVm(new VmConfiguration { Memory = (2UL << 30) + (3UL << 20), Backing = new Backing(kind) });
            foreach (string step in Steps)
                vm.Run(VmStep.Parse(step), counters);
        }
    }
}
