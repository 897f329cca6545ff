using S2Grid.Mmu.Mapping;

namespace S2Grid.Grains.Vms;

/// <summary>One simulated VM and the steps that a person does to it: in the process of <c>s2grid vm</c>, or in a grain of a
/// cluster.</summary>
/// <param name="configuration">The VM.</param>
/// <param name="tableMemoryLimit">The most bytes that its tables may take.</param>
/// <param name="onDisposed">Called once when the VM is given back, or null.</param>
public sealed class VmSession(VmConfiguration configuration, long tableMemoryLimit = long.MaxValue, Action? onDisposed = null) : IDisposable
{
    private readonly SimulatedVm vm = new(configuration, tableMemoryLimit);
    private IReadOnlyList<MapRun>? map;

    /// <summary>Does a step and tells what it counted.</summary>
    /// <param name="step">The step.</param>
    /// <param name="withHash">Whether to hash the mapping after it, which takes time in proportion to its leaves.</param>
    /// <exception cref="RefusedException">The step cannot be done here, or the strategy breaks dirty logging; the message says
    /// why.</exception>
    /// <exception cref="TableMemoryException">The tables need more memory than they may take.</exception>
    public StepCounters Run(VmStep step, bool withHash)
    {
        var counters = new StepCounters();
        map = null;
        try
        {
            vm.Run(step, counters);
            vm.CheckLog();
        }
        catch (UnloggedWriteException e)
        {
            throw new RefusedException(RefusalKind.Unusable, e.Message);
        }
        catch (InvalidOperationException e)
        {
            throw new RefusedException(e.Message, cause: e);
        }

        counters.Hash = withHash && step.Kind != VmStepKind.Destroy ? vm.MappingHash() : null;
        return counters;
    }

    /// <summary>The table tree, as runs of equal entries. It is kept until the next step, for those who read it page by page.</summary>
    /// <exception cref="InvalidOperationException">No tree is left.</exception>
    public IReadOnlyList<MapRun> Map() => map ??= vm.Map();

    /// <summary>Gives the VM's memory back.</summary>
    public void Dispose()
    {
        vm.Dispose();
        onDisposed?.Invoke();
    }
}
