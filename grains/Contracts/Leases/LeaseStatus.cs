namespace S2Grid.Contracts.Leases;

/// <summary>What a slot that renews a lease is told.</summary>
public enum LeaseStatus
{
    /// <summary>Go on.</summary>
    Renewed,

    /// <summary>The sweep drains: store the runs that are done and report them.</summary>
    Stop,

    /// <summary>The lease is no longer known: its range was done, leased again, or its sweep is at rest. Drop the work.</summary>
    Lost,
}
