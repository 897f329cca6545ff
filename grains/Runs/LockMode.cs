namespace S2Grid.Runs;

/// <summary>How faults take the MMU lock; the ioctl always takes it for itself.</summary>
public enum LockMode
{
    /// <summary>One at a time, as kernels before 6.2.</summary>
    Exclusive,

    /// <summary>Side by side.</summary>
    Shared,
}
