using S2Grid.Common;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Mapping;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Tables;

namespace S2Grid.Grains.Vms;

/// <summary>One simulated VM and the steps that a person does to it: in the process of <c>s2grid vm</c>, or in a grain of a cluster.</summary>
/// <param name="configuration">The VM.</param>
/// <param name="tableMemoryLimit">The most bytes that its tables may take.</param>
/// <param name="onDisposed">Called once when the VM is given back, or null.</param>
public sealed class VmSession(VmConfiguration configuration, long tableMemoryLimit = long.MaxValue, Action? onDisposed = null) : IDisposable
{
    private readonly SimulatedVm vm = new(configuration, tableMemoryLimit);

    /// <summary>Does a step and tells what it counted.</summary>
    /// <param name="step">The step.</param>
    /// <param name="withHash">Whether to hash the mapping after it, which takes time in proportion to its leaves.</param>
    /// <exception cref="RefusedException">The step cannot be done here; the message says why.</exception>
    /// <exception cref="TableMemoryException">The tables need more memory than they may take.</exception>
    public StepCounters Run(VmStep step, bool withHash)
    {
        var counters = new StepCounters();
        try
        {
            vm.Run(step, counters);
        }
        catch (InvalidOperationException e)
        {
            throw new RefusedException(e.Message, cause: e);
        }

        counters.Hash = withHash && step.Kind != VmStepKind.Destroy ? vm.MappingHash() : null;
        return counters;
    }

    /// <summary>The table tree, as runs of equal entries.</summary>
    /// <exception cref="InvalidOperationException">No tree is left.</exception>
    public IReadOnlyList<MapRun> Map() => vm.Map();

    /// <summary>Gives the VM's memory back.</summary>
    public void Dispose()
    {
        vm.Dispose();
        onDisposed?.Invoke();
    }
}
