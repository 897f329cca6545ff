namespace S2Grid.Runs;

/// <summary>What is counted or timed. Figures of unlike scope are never compared.</summary>
public enum Scope
{
    /// <summary>The split alone, inside the kernel.</summary>
    SplitCall,

    /// <summary>A whole ioctl, as user space sees it.</summary>
    Ioctl,

    /// <summary>What the guest causes: faults.</summary>
    Guest,
}
