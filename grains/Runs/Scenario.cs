namespace S2Grid.Runs;

/// <summary>What is done to a VM in a run: the scenarios that the field compares.</summary>
public enum Scenario
{
    /// <summary>No manual protect: enabling dirty logging write-protects and splits the whole slot in one ioctl.</summary>
    Enable,

    /// <summary>Manual protect with everything initially dirty: splitting happens in CLEAR_DIRTY_LOG, 64 pages at a time.</summary>
    Clear,

    /// <summary>No eager splitting: blocks are split by the guest's write faults.</summary>
    Lazy,
}
