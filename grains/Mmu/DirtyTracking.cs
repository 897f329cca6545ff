namespace S2Grid.Mmu;

/// <summary>How a guest's writes are tracked while dirty logging is on.</summary>
public enum DirtyTracking
{
    /// <summary>Leaves are write-protected, and each first write faults.</summary>
    WriteProtect,

    /// <summary>
    /// Leaves are writable-clean: the CPU makes one dirty without a fault and appends an entry to a buffer. Proposed (HDBSS v5 of
    /// September 2026). A writable-clean leaf is simulated as one without write permission.
    /// </summary>
    Hdbss,
}
