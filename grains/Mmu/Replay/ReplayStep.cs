using S2Grid.Mmu.Counters;

namespace S2Grid.Mmu.Replay;

/// <summary>A step of a replay case and, if they are known, its counters.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Counters">The counters and leaves after it, and the hash; null if they are not known.</param>
public sealed record ReplayStep(VmStep Step, StepCounters? Counters)
{
    /// <summary>Derived counters that a file gives; empty where it gives none.</summary>
    public IReadOnlyDictionary<DerivedCounter, long[]> Derived { get; init; } = new Dictionary<DerivedCounter, long[]>();
}
