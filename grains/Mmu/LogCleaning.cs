namespace S2Grid.Mmu;

/// <summary>How a CLEAR ioctl makes pages clean again.</summary>
public enum LogCleaning
{
    /// <summary>A write-protect walk over each word's range.</summary>
    Software,

    /// <summary>The CPU cleans the pages of the mask, in batches of 512; no walk. Proposed (HACDBS v3 of July 2026).</summary>
    Hacdbs,
}
