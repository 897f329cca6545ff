namespace S2Grid.Storage.Segments;

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

    /// <summary>The split strategy that the measured kernel is said to have.</summary>
    public const string KernelStrategy = "kernel_strategy";

    /// <summary>The measured machine's architecture.</summary>
    public const string Architecture = "architecture";

    /// <summary>The measured kernel's page size in bytes.</summary>
    public const string KernelPageBytes = "kernel_page_bytes";

    /// <summary>Of the guest's memory, in transparent huge pages once populated; bytes.</summary>
    public const string ThpBytes = "thp_bytes";

    /// <summary>Why kernel functions were not counted, where that was asked for.</summary>
    public const string CountFault = "count_fault";

    /// <summary>Why measured times may be disturbed, a JSON list of sentences.</summary>
    public const string Disturbed = "disturbed";

    /// <summary>All measured samples with every call's time, as JSON.</summary>
    public const string Samples = "samples";

    /// <summary>The measured machine before and after the run, as JSON.</summary>
    public const string Surroundings = "surroundings";

    /// <summary>The end of the name of the column with the pages that a step's dirty log has.</summary>
    public const string DirtyPagesSuffix = ".dirty_pages";

    /// <summary>The end of the name of the column with the table pages that came with a step.</summary>
    public const string TablesSuffix = ".tables";

    /// <summary>The end of the name of the column with the hits of kernel functions in a step, a JSON object.</summary>
    public const string HitsSuffix = ".hits";

    /// <summary>The end of the name of the column with a step's measured time in seconds; no column where it was not measured.</summary>
    public const string SecondsSuffix = ".seconds";

    /// <summary>The end of the name of the column that says what of a run a step is.</summary>
    internal const string ScopeSuffix = ".scope";

    /// <summary>The columns of every run, in order.</summary>
    public static IReadOnlyList<string> Common { get; } = [Run, Repeat, Identity, State, Error, Provenance, ReusedFrom, WallSeconds,
        MemoryBytes];

    /// <summary>The ends of the names of a step's columns that only measured runs have.</summary>
    internal static IReadOnlyList<string> MeasuredSuffixes { get; } = [SecondsSuffix, DirtyPagesSuffix, TablesSuffix, HitsSuffix];

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

}
