using S2Grid.Agent.Machines;
using S2Grid.Agents.Protocol;

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
        {
            step.Stats[name] = change;
        }

        long after = tables.Count();
        // The kernel's figure is of all VMs: where others ended meanwhile, what this step brought is not known.
        step.Tables = after < 0 || after < before ? -1 : after - before;
    }
}
