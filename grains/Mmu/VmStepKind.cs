namespace S2Grid.Mmu;

/// <summary>What a step does to a VM.</summary>
public enum VmStepKind
{
    /// <summary><c>populate</c>: map the slot as its backing allows, one fault per mapping, ascending.</summary>
    Populate,

    /// <summary><c>wp</c>: write-protect the slot, then flush it.</summary>
    WriteProtect,

    /// <summary><c>split</c>: the chunk loop over the slot. The split cache keeps its pages between steps.</summary>
    Split,

    /// <summary><c>split-range</c>: one split call without the chunk loop, with a split cache of an exact size.</summary>
    SplitRange,

    /// <summary><c>clear</c>: one CLEAR_DIRTY_LOG ioctl over the slot.</summary>
    Clear,

    /// <summary><c>redirty</c>: every mapped page gets its write permission back; nothing is counted.</summary>
    Redirty,

    /// <summary><c>write</c>: guest writes with dirty logging on, ascending; pages that are writable do not fault.</summary>
    Write,

    /// <summary><c>collapse:first</c>: a fault without logging maps one block over the slot's first aligned range.</summary>
    CollapseFirst,

    /// <summary><c>collapse:each</c>: the same for each aligned range, ascending.</summary>
    CollapseEach,

    /// <summary><c>map</c>: a fault maps one page.</summary>
    Map,

    /// <summary><c>age</c>: test and clear the access flag over the slot.</summary>
    Age,

    /// <summary><c>mkyoung</c>: an access-flag fault on one page.</summary>
    MakeYoung,

    /// <summary><c>unmap</c>: unmap the slot.</summary>
    Unmap,

    /// <summary><c>free-split-cache</c>: give back the pages of the split cache.</summary>
    FreeSplitCache,

    /// <summary><c>destroy</c>: tear the whole tree down. No step can follow.</summary>
    Destroy,
}
