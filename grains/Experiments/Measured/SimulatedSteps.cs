using System.Numerics;

namespace S2Grid.Experiments.Measured;

/// <summary>What the simulator does in place of the steps of a measured run. Steps that it has no counterpart for are left out.</summary>
/// <remarks>
/// Enabling is the simulated write-protect and split; the first CLEAR with everything initially dirty is <c>clear</c>, what the guest
/// writes after it <c>write</c>, the second CLEAR <c>clear</c> of those pages.
/// </remarks>
internal static class SimulatedSteps
{
    /// <summary>Simulates a configuration.</summary>
    /// <param name="run">A measured run's configuration.</param>
    /// <param name="strategy">The strategy to simulate, where the run splits eagerly.</param>
    /// <param name="pageBytes">The measured kernel's page size.</param>
    /// <returns>Of each measured step its simulated parts, in order, with what is counted in each.</returns>
    public static IEnumerable<(string Step, VmStep Part, StepCounters Counters)> Of(RunConfiguration run, string strategy, int pageBytes)
    {
        KvmSettings kvm = run.Kvm ?? throw new ArgumentException("Only a measured run has a simulated counterpart.", nameof(run));
        using var vm = new SimulatedVm(Simulated(run, strategy, pageBytes).ToVmConfiguration());
        vm.Run(VmStep.Parse("populate"), new StepCounters());
        foreach ((string step, VmStep[] parts) in StepsOf(run, kvm))
        {
            foreach (VmStep part in parts)
            {
                var counters = new StepCounters();
                vm.Run(part, counters);
                yield return (step, part, counters);
            }
        }
    }

    /// <summary>The configuration that is simulated for a measured one.</summary>
    public static RunConfiguration Simulated(RunConfiguration run, string strategy, int pageBytes)
    {
        RunConfiguration simulated = run.With(Axes.Granule, BitOperations.Log2((uint)pageBytes));
        return SplitStrategies.Find(strategy) is { } known && run.Chunk != SplitChunk.None
            ? simulated.With(Axes.Strategy, known) : simulated;
    }

    /// <summary>
    /// How many ioctls a part is on the machine, each of which flushes its range of the TLB once: one, but of CLEAR_DIRTY_LOG as many as
    /// pieces have any page to clear.
    /// </summary>
    public static long Ioctls(RunConfiguration run, KvmSettings kvm, VmStep part, int pageBytes)
    {
        if (part.Kind != VmStepKind.Clear)
            return 1;
        long all = (long)run.Memory / pageBytes;
        long pieces = 0;
        for (long first = 0; first < all; first += kvm.ClearPages)
        {
            long end = Math.Min(all, first + kvm.ClearPages);
            for (long page = first; page < end; page++)
            {
                if (part.Pages.Contains((ulong)page, (ulong)pageBytes))
                {
                    pieces++;
                    break;
                }
            }
        }

        return pieces;
    }

    private static IEnumerable<(string Step, VmStep[] Parts)> StepsOf(RunConfiguration run, KvmSettings kvm)
    {
        VmStep protect = new() { Kind = VmStepKind.WriteProtect };
        VmStep split = new() { Kind = VmStepKind.Split };
        VmStep write = new() { Kind = VmStepKind.Write, Pages = run.Dirty };
        bool writesAll = kvm.WritePercent == 100;
        if (run.ManualProtect == ManualProtection.InitiallySet)
        {
            yield return ("enable", []);
            yield return ("clear-1", [new() { Kind = VmStepKind.Clear }]);
            if (kvm.Iterations > 1 && writesAll)
            {
                yield return ("dirty-2", [write]);
                yield return ("clear-2", [new() { Kind = VmStepKind.Clear, Pages = run.Dirty }]);
            }
        }
        else
        {
            yield return ("enable", run.Chunk == SplitChunk.None ? [protect] : [protect, split]);
            if (writesAll)
                yield return ("dirty-1", [write]);
        }
    }
}
