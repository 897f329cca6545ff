namespace S2Grid.Grains;

/// <summary>What a grid's grains and slots are set to.</summary>
public sealed record GridSettings
{
    /// <summary>How many batches this process simulates at once.</summary>
    public required int Slots { get; init; }

    /// <summary>The most bytes of table memory that one VM may take.</summary>
    public required long TableMemoryLimit { get; init; }

    /// <summary>The clock for leases, and for when sweeps started and ended.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a lease lasts without being renewed.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often leases are renewed, which is also how soon a slot learns that its sweep is to be drained.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(0.5);
}
