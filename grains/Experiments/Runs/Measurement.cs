namespace S2Grid.Experiments.Runs;

/// <summary>What a machine measured in a run.</summary>
/// <param name="Agent">The name of the agent.</param>
/// <param name="Kernel">The kernel, release and build.</param>
/// <param name="KernelStrategy">The split strategy that the kernel is said to have; empty where nobody has said.</param>
/// <param name="Architecture"><c>arm64</c> or <c>x64</c>.</param>
/// <param name="PageBytes">The kernel's page size in bytes.</param>
/// <param name="Provenance">What the times are.</param>
/// <param name="Steps">The steps of the sample that counts.</param>
/// <param name="ThpBytes">Of the memory, in transparent huge pages once populated; bytes, null where that is not told.</param>
/// <param name="CountFault">Why functions were not counted, where that was asked for; else empty.</param>
/// <param name="Disturbed">Why the times may be disturbed, a sentence each; empty if nothing says so.</param>
/// <param name="Samples">All samples with every call's time, as JSON.</param>
/// <param name="Surroundings">The machine before and after, as JSON.</param>
public sealed record Measurement(
    string Agent,
    string Kernel,
    string KernelStrategy,
    string Architecture,
    int PageBytes,
    Provenance Provenance,
    IReadOnlyList<MeasuredStep> Steps,
    long? ThpBytes,
    string CountFault,
    IReadOnlyList<string> Disturbed,
    string Samples,
    string Surroundings)
{
    /// <summary>Whether transparent huge pages backed a part only of what was to have them: the simulator takes all. False where that is
    /// not told.</summary>
    public bool HasPartialThp(RunConfiguration run) => run.Get(Axes.Backing) == MemoryBacking.Thp && ThpBytes < (long)run.Memory;

    /// <summary>Whether the kernel gave shared memory huge pages, as it does where it is told to: the simulator takes it for
    /// pages.</summary>
    public bool HasHugeSharedMemory(RunConfiguration run) => run.Get(Axes.Backing) == MemoryBacking.SharedMemory && ThpBytes > 0;

    /// <summary>The strategy that the kernel is held against in a run: the one that it is said to have, else the one that was asked
    /// for.</summary>
    public string StrategyFor(RunConfiguration run) => SplitStrategies.Find(KernelStrategy) is not null ? KernelStrategy : run.Strategy;
}
