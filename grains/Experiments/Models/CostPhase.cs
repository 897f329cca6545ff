namespace S2Grid.Experiments.Models;

/// <summary>The part of a split, or of the ioctl around it, that an event's time belongs to.</summary>
public enum CostPhase
{
    /// <summary>Walks and the entries that they visit.</summary>
    LevelVisits,

    /// <summary>Setting the entries of new tables.</summary>
    TableBuild,

    /// <summary>Replacing live blocks.</summary>
    BreakBeforeMake,

    /// <summary>TLB invalidations.</summary>
    Tlbi,

    /// <summary>Barriers that no invalidation includes.</summary>
    Barriers,

    /// <summary>Write-protecting leaves.</summary>
    WriteProtect,

    /// <summary>Taking table pages into caches.</summary>
    TopUps,

    /// <summary>Exits of the guest for faults.</summary>
    FaultExits,
}
