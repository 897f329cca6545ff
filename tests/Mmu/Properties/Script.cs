using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>A configuration and steps, printed as a line that <c>s2grid vm replay</c> reads.</summary>
public sealed record Script(VmConfiguration Configuration, IReadOnlyList<VmStep> Steps)
{
    public override string ToString() => ReplayWriter.Write(new ReplayCase(
        "property", Configuration, [.. Steps.Select(step => new ReplayStep(step, null))]));

    /// <summary>
    /// Does one step and looks at the dirty log. A CPU with a dirty buffer makes a block that the strategy has left writable as a whole for
    /// one entry; that such a strategy is named is tested elsewhere, and its counters are compared all the same.
    /// </summary>
    internal void Run(SimulatedVm vm, VmStep step, StepCounters counters)
    {
        try
        {
            vm.Run(step, counters);
            vm.CheckLog();
        }
        catch (UnloggedWriteException) when (Configuration.DirtyTracking == DirtyTracking.Hdbss)
        {
        }
    }
}
