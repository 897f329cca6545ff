using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu.Simulation;

/// <summary>
/// Which VMs count alike in the scripts that <see cref="Holds"/> names: those with and without FEAT_S2FWB, whose attributes are stored and
/// never asked for; those whose strategies give the walker the same hints; those of all kernels, which differ in teardown; and those with
/// and without FEAT_TLBIRANGE but for the flush of the slot, which is of one kind or the other.
/// </summary>
public static class EqualCounts
{
    /// <summary>Whether that is so for a script. Populating again could put blocks over tables, which flushes less than the slot.</summary>
    public static bool Holds(IEnumerable<VmStep> steps) => steps.Select((step, i) => (step.Kind, i)).All(step => step.Kind switch
    {
        VmStepKind.Populate => step.i == 0,
        VmStepKind.WriteProtect or VmStepKind.Split or VmStepKind.Clear or VmStepKind.Write or VmStepKind.Redirty => true,
        _ => false,
    });

    /// <summary>The VM that stands for all that count alike.</summary>
    public static VmConfiguration Representative(VmConfiguration configuration)
    {
        SplitStrategy strategy = configuration.Strategy;
        return configuration with
        {
            Fwb = true,
            TlbiRange = true,
            Kernel = KernelDialect.LinuxNext,
            Strategy = SplitStrategies.All.FirstOrDefault(other => other.Hints.Canonical == strategy.Hints.Canonical) ?? strategy,
            Chunk = strategy.Hints.Eager ? configuration.Chunk : SplitChunk.None,
        };
    }

    /// <summary>Makes what the representative of a VM has counted in one step what the VM itself counts.</summary>
    public static void Translate(StepCounters counters, VmConfiguration to)
    {
        if (to.TlbiRange)
            return;

        // These steps flush the whole slot or nothing.
        ref long pages = ref counters.At(CounterLayout.TlbiRangePages);
        counters.At(CounterLayout.TlbiVmid) += pages / (long)(to.Memory >> to.PageShift);
        counters.At(CounterLayout.TlbiRange) = 0;
        pages = 0;
    }
}
