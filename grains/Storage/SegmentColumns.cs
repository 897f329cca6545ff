using System.Globalization;
using S2Grid.Experiments;
using S2Grid.Mmu;

namespace S2Grid.Storage;

/// <summary>
/// How the columns of a segment are called: those of every run, then its effective values under their own names, then for each step
/// <c>split.scope</c> and its counters, <c>split.walks</c> or by level <c>split.reads.3</c>.
/// </summary>
public static class SegmentColumns
{
    /// <summary>The run's number in its sweep.</summary>
    public const string Run = "run";

    /// <summary>Which repeat of its configuration it is, from 0.</summary>
    public const string Repeat = "repeat";

    /// <summary>Hash of its canonical configuration and the engine's version.</summary>
    public const string Identity = "identity";

    /// <summary><c>succeeded</c> or <c>failed</c>.</summary>
    public const string State = "state";

    /// <summary>Why it failed.</summary>
    public const string Error = "error";

    /// <summary>Where its counters come from.</summary>
    public const string Provenance = "provenance";

    /// <summary>The run whose counters it shares.</summary>
    public const string ReusedFrom = "reused_from";

    /// <summary>How long it took on the host, in seconds. Not a time of the simulated VM.</summary>
    public const string WallSeconds = "wall_seconds";

    /// <summary>The memslot's size in bytes, for conditions; the effective value <c>memory</c> is text.</summary>
    public const string MemoryBytes = "memory_bytes";

    /// <summary>The agent that measured the run; no column where nothing was measured.</summary>
    public const string Agent = "agent";

    /// <summary>The kernel that was measured; no column where nothing was measured.</summary>
    public const string Kernel = "kernel";

    /// <summary>The end of the name of the column with a step's measured time in seconds; no column where it was not measured.</summary>
    public const string SecondsSuffix = ".seconds";

    /// <summary>The end of the name of the column that says what of a run a step is.</summary>
    internal const string ScopeSuffix = ".scope";

    /// <summary>The columns of every run, in order.</summary>
    public static IReadOnlyList<string> Common { get; } = [Run, Repeat, Identity, State, Error, Provenance, ReusedFrom, WallSeconds, MemoryBytes];

    /// <summary>The name of a counter's column.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="field">The counter.</param>
    /// <param name="level">The level, for a counter that has levels.</param>
    public static string Counter(string step, CounterField field, int level) => field.PerLevel
        ? string.Create(CultureInfo.InvariantCulture, $"{step}.{field.Name}.{level}")
        : $"{step}.{field.Name}";

    /// <summary>Every counter of a step: the offset of its value in <see cref="StepCounters.Values"/> and its column's name.</summary>
    public static IEnumerable<(int Offset, string Name)> Counters(string step) =>
        from field in CounterLayout.Fields
        from level in Enumerable.Range(0, field.Width)
        select (field.Offset + level, Counter(step, field, level));

    internal static string Text(RunState state) => state == RunState.Failed ? "failed" : "succeeded";

    internal static string Text(Provenance provenance) => provenance.ToString().ToLowerInvariant();

    internal static string Text(Scope scope) => scope switch
    {
        Scope.SplitCall => "split-call",
        Scope.Ioctl => "ioctl",
        _ => "guest",
    };

    internal static Scope ScopeOf(string text) => Enum.GetValues<Scope>().First(scope => Text(scope) == text);
}
