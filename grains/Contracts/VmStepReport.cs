using S2Grid.Mmu.Counters;

namespace S2Grid.Contracts;

/// <summary>What one step did to a VM.</summary>
/// <param name="Step">The step, as text.</param>
/// <param name="Values">Every counter's value, laid out by <see cref="CounterLayout"/>.</param>
/// <param name="Hash">The mapping hash after the step, or null if it was not asked for or no tree is left.</param>
/// <param name="TableBytes">Bytes of native memory that the tables hold after the step.</param>
/// <param name="WallSeconds">How long the simulation of the step took on the host, in seconds. Not a time of the simulated VM.</param>
[GenerateSerializer, Immutable]
public sealed record VmStepReport(
    [property: Id(0)] string Step,
    [property: Id(1)] long[] Values,
    [property: Id(2)] ulong? Hash,
    [property: Id(3)] long TableBytes,
    [property: Id(4)] double WallSeconds)
{
    /// <summary>The counters, for what reads them by name.</summary>
    public StepCounters ToCounters()
    {
        var counters = new StepCounters { Hash = Hash };
        Values.CopyTo(counters.Values);
        return counters;
    }
}
