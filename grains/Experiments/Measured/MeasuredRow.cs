using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Measured;

/// <summary>Measured runs of one configuration on one machine and kernel.</summary>
/// <param name="Configuration">What was run.</param>
/// <param name="Provenance">What the times are.</param>
/// <param name="Agent">The agent; empty where no run came so far.</param>
/// <param name="Kernel">The kernel; empty where no run came so far.</param>
/// <param name="KernelStrategy">The split strategy that the kernel is said to have; empty where nobody has said.</param>
/// <param name="Architecture">The machine's; the simulator is of arm64.</param>
/// <param name="Runs">Runs that succeeded.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Error">Why the first of these failed; null if none did.</param>
/// <param name="Disturbed">Runs whose times may be disturbed.</param>
/// <param name="Times">Times of each step, in nanoseconds, in order.</param>
/// <param name="Counts">Counts beside the simulator's, those of all runs without repeats.</param>
/// <param name="AgreeingStrategies">Strategies with whose counts those of the kernel's functions agree; null where none were counted.</param>
/// <param name="Notes">What else there is to say.</param>
public sealed record MeasuredRow(
    RunConfiguration Configuration,
    Provenance Provenance,
    string Agent,
    string Kernel,
    string KernelStrategy,
    string Architecture,
    int Runs,
    int Failed,
    string? Error,
    int Disturbed,
    IReadOnlyList<MeasuredTime> Times,
    IReadOnlyList<CountComparison> Counts,
    IReadOnlyList<string>? AgreeingStrategies,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether the tables and functions that the simulator counts are those that the machine should have.</summary>
    public bool IsComparable => Architecture == MeasuredFigures.Architecture;

    /// <summary>Counts that should be equal: on another architecture than arm64, pages in the dirty log only.</summary>
    public IEnumerable<CountComparison> Comparable => Counts.Where(count => IsComparable || count.What == CountComparison.DirtyPages);

    /// <summary>Counts that should be equal and are not.</summary>
    public IEnumerable<CountComparison> Differences => Comparable.Where(count => !count.IsEqual);
}
