namespace S2Grid.Grains.Cluster;

/// <summary>What has become of a silo, as far as its leases are concerned.</summary>
internal enum SiloDisposition
{
    /// <summary>It takes part.</summary>
    Alive,

    /// <summary>It was declared dead, and it is not known yet whether its process has ended.</summary>
    Unknown,

    /// <summary>It was declared dead, but its process is there: it was starved or stopped and did not answer the others in time.</summary>
    Evicted,

    /// <summary>It was declared dead, and its process has ended.</summary>
    Ended,
}
