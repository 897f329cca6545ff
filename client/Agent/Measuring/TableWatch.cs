using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Measuring;

/// <summary>Notes in each step the page-table pages that came with it, and what changed in KVM's own statistics.</summary>
internal sealed class TableWatch(PageTables tables) : IStepWatch
{
    private long before;

    /// <inheritdoc/>
    public void Begin(MeasuredVm vm)
    {
        before = tables.Count();
        vm.Statistics.Begin();
    }

    /// <inheritdoc/>
    public void End(MeasuredVm vm, Step step)
    {
        foreach ((string name, long change) in vm.Statistics.Changes())
            step.Stats[name] = change;

        step.Tables = Brought(before, tables.Count());
    }

    /// <summary>Pages that a step brought; -1 where that is not known. The kernel's figure is of all VMs: others may have ended
    /// meanwhile.</summary>
    /// <param name="before">Pages before the step; -1 where they cannot be counted.</param>
    /// <param name="after">Pages after it.</param>
    internal static long Brought(long before, long after) => before < 0 || after < before ? -1 : after - before;
}
