namespace S2Grid.Mmu.Counters;

/// <summary>A figure that follows from the counters of a step: it is not stored, and worked out wherever it is shown.</summary>
/// <param name="Name">Its name in JSON, tables and files.</param>
/// <param name="PerLevel">Whether it has four values, for levels 0 to 3.</param>
/// <param name="Unit">What one is, in the plural.</param>
/// <param name="Description">What is counted.</param>
/// <param name="Value">Its value at a level; level 0 for a figure without levels.</param>
public sealed record DerivedCounter(string Name, bool PerLevel, string Unit, string Description, Func<StepCounters, int, long> Value)
{
    private static readonly int[] ByIpa = [CounterLayout.TlbiIpa, CounterLayout.TlbiIpa + 1, CounterLayout.TlbiIpa + 2,
        CounterLayout.TlbiIpa + 3, CounterLayout.TlbiIpaUnknown];

    /// <summary>Blocks after the step.</summary>
    public static DerivedCounter Unsplit { get; } = new("unsplit", true, "entries", "valid blocks after the step: leaves above level 3",
        (counters, level) => level == Stage2Geometry.LastLevel ? 0 : counters.At(CounterLayout.Leaves + level));

    /// <summary>All derived counters.</summary>
    public static IReadOnlyList<DerivedCounter> All { get; } =
    [
        Unsplit,
        new("tlbi_broadcasts", false, "broadcasts",
            "TLB invalidations broadcast to all CPUs: two for each by IPA (the IPA's entry, then the combined entries), one for each by "
            + "range or VMID", (counters, _) => Broadcasts(counters)),
        new("tlbi_waits", false, "waits", "waits (DSB) for broadcast invalidations to complete: one for each broadcast",
            (counters, _) => Broadcasts(counters)),
    ];

    /// <summary>The counters whose events are broadcast to all CPUs: a CPU under erratum 4118414 repeats each.</summary>
    public static IReadOnlyCollection<string> BroadcastNames { get; } =
        ["tlbi_ipa", "tlbi_ipa_unknown", "tlbi_range", "tlbi_vmid", "tlbi_broadcasts", "tlbi_waits"];

    /// <summary>The names of all counters, those of steps first.</summary>
    public static IEnumerable<string> Names => CounterLayout.Fields.Select(one => one.Name).Concat(All.Select(one => one.Name));

    /// <summary>The derived counter with that name, or the counter of steps, which follows from itself; null if there is none.</summary>
    public static DerivedCounter? Find(string name) => All.FirstOrDefault(derived => derived.Name == name)
        ?? (CounterLayout.Find(name) is not { } field ? null : new DerivedCounter(
            field.Name, field.PerLevel, field.Unit, field.Description, (counters, level) => counters.At(field.Offset + level)));

    /// <summary>How many values it has: 4 or 1.</summary>
    public int Width => PerLevel ? Stage2Geometry.LevelCount : 1;

    private static long Broadcasts(StepCounters counters)
        => (2 * ByIpa.Sum(offset => counters.At(offset))) + counters.At(CounterLayout.TlbiRange) + counters.At(CounterLayout.TlbiVmid);
}
