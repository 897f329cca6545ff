namespace S2Grid.Grains;

/// <summary>What a grid's grains and slots are set to.</summary>
public sealed record GridSettings
{
    /// <summary>
    /// How many batches this process simulates at once; by default one for each core, for a process that has nothing else to do. With 0
    /// nothing is simulated, which suffices for asking about sweeps.
    /// </summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes of table memory that this process' runs may take together, and so the most that one may: a run that needs more
    /// fails.</summary>
    public long MemoryBudget { get; init; } = DefaultMemoryBudget;

    /// <summary>Whether the grid is a cluster.</summary>
    public GridPolicy Policy { get; init; } = GridPolicy.Embedded;

    /// <summary>The clock: its timestamps for leases, ages and pace, its time of day for when sweeps started and ended.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// What batches are timed by. Where threads wait for a core, batches that were to take a time of the clock would shrink to a few runs.
    /// </summary>
    public TimeProvider Processor { get; init; } = ProcessorTime.OfThread;

    /// <summary>How long a lease lasts without being renewed.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an agent's lease lasts without being renewed.</summary>
    public TimeSpan AgentLeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often agents renew their leases. One that has not been heard for three times as long is taken for gone.</summary>
    public TimeSpan AgentRenewInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long agents are kept waiting for work.</summary>
    public TimeSpan AgentPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where agents connect to this process; null where they cannot.</summary>
    public string? AgentAddress { get; init; }

    /// <summary>How often leases are renewed, which is also how soon a slot learns that its sweep is to be drained.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The default table memory, in bytes: 70 % of what this process can have, in whole MiB.</summary>
    public static long DefaultMemoryBudget => (long)(0.7 * (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20)) << 20;
}
