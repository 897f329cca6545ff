using S2Grid.Mmu.Counters;

namespace S2Grid.Contracts.Vms;

/// <summary>What one step did to a VM.</summary>
/// <param name="Values">Every counter's value, laid out by <see cref="CounterLayout"/>.</param>
/// <param name="Hash">The mapping hash after the step, or null if it was not asked for or no tree is left.</param>
[GenerateSerializer, Immutable]
public sealed record VmStepReport([property: Id(0)] long[] Values, [property: Id(1)] ulong? Hash)
{
    /// <summary>Makes a report that travels from the engine's counters.</summary>
    public static VmStepReport From(StepCounters counters) => new(counters.Values.ToArray(), counters.Hash);

    /// <summary>The engine's form.</summary>
    public StepCounters ToCounters()
    {
        var counters = new StepCounters { Hash = Hash };
        Values.CopyTo(counters.Values);
        return counters;
    }
}
