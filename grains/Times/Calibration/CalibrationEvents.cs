namespace S2Grid.Times.Calibration;

/// <summary>The events of whole ioctls that a calibration looks for the costs of, the most frequent first.</summary>
public static class CalibrationEvents
{
    /// <summary>What enabling the log takes besides what is counted: the memslot is exchanged, and vCPUs are waited for, once.</summary>
    public static CostParameter MemslotChange { get; } = new(
        "change of the memslot", CostPhase.WriteProtect,
        new DerivedCounter("memslot_changes", false, "changes", "changes of the memslot: one for enabling the log", (_, _) => 0),
        0, default, "");

    /// <summary>The events, without costs.</summary>
    public static IReadOnlyList<CostParameter> All { get; } =
    [
        Of("write-protect visit to a page", CostPhase.WriteProtect, "wp_leaf_callbacks", 3),
        Of("write-protect visit to a level-2 block", CostPhase.WriteProtect, "wp_leaf_callbacks", 2),
        Of("write-protect visit to a level-1 block", CostPhase.WriteProtect, "wp_leaf_callbacks", 1),
        MemslotChange,
        Of("ioctl overhead, one flush of the TLB included", CostPhase.Tlbi, "tlbi_range"),
        Of("level-3 visit", CostPhase.LevelVisits, "leaf_callbacks", 3),
        Of("entry of a new table", CostPhase.TableBuild, "bbm_unlinked"),
        Of("break-before-make of a level-2 block, its invalidation included", CostPhase.BreakBeforeMake, "bbm_block", 2),
        Of("break-before-make of a level-1 block, its invalidation included", CostPhase.BreakBeforeMake, "bbm_block", 1),
        Of("chunk of the split loop", CostPhase.LevelVisits, "split_chunks"),
        Of("table page taken into the cache", CostPhase.TopUps, "topup_pages"),
    ];

    private static CostParameter Of(string name, CostPhase phase, string counter, int level = 0) =>
        new(name, phase, DerivedCounter.Find(counter)!, level, default, "");
}
