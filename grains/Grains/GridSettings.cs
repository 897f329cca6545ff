namespace S2Grid.Grains;

/// <summary>What a grid's grains and slots are set to.</summary>
public sealed record GridSettings
{
    /// <summary>How many batches this process simulates at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Bytes of table memory that this process' runs may take together, and so the most that one run may.</summary>
    public required long MemoryBudget { get; init; }

    /// <summary>
    /// Whether silos come and go while sweeps go on: what silos begin is written down, sweeps are taken up again by themselves, and
    /// storage that cannot be used for a while is waited for.
    /// </summary>
    public bool IsCluster { get; init; }

    /// <summary>The clock for leases, and for when sweeps started and ended.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a lease lasts without being renewed.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an agent's lease lasts without being renewed.</summary>
    public TimeSpan AgentLeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often agents renew their leases. One that has not been heard for three times as long is taken for gone.</summary>
    public TimeSpan AgentRenewInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long agents are kept waiting for work.</summary>
    public TimeSpan AgentPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often leases are renewed, which is also how soon a slot learns that its sweep is to be drained.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How many times, a second apart, a batch that was done is reported before it is given up; in a cluster only.</summary>
    public int ReportAttempts { get; init; } = 120;
}
