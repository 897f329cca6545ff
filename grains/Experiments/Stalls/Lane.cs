namespace S2Grid.Experiments.Stalls;

/// <summary>What a time line shows.</summary>
public enum Lane
{
    /// <summary>The ioctl holds the lock and write-protects.</summary>
    Protects,

    /// <summary>The ioctl holds the lock and splits.</summary>
    Splits,

    /// <summary>The ioctl works without the lock: top-ups, flushes.</summary>
    OutsideLock,

    /// <summary>The ioctl waits for the lock.</summary>
    Waits,

    /// <summary>vCPUs in a fault that waits for nobody.</summary>
    Faults,

    /// <summary>vCPUs that wait for the lock or for a broadcast of another.</summary>
    Waiting,
}
