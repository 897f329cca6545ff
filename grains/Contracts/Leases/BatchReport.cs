namespace S2Grid.Contracts.Leases;

/// <summary>What a slot or an agent did of a lease. The results lie in a stored segment already; what was not done is given back.</summary>
/// <param name="LeaseNumber">The lease's number.</param>
/// <param name="First">Index of the lease's first run.</param>
/// <param name="RetryFile">The lease's <see cref="BatchLease.RetryFile"/>: the segment that this one takes the place of.</param>
/// <param name="Stored">What was done, from the first run on; null if nothing was.</param>
/// <param name="Seconds">Time spent on it: of a processor by a slot, of the clock by an agent.</param>
[GenerateSerializer, Immutable]
public sealed record BatchReport(
    [property: Id(0)] long LeaseNumber,
    [property: Id(1)] long First,
    [property: Id(2)] string? RetryFile,
    [property: Id(3)] BatchRecord? Stored,
    [property: Id(4)] double Seconds)
{
    /// <summary>Why the slot could not go on, for a person, or null: its disk is full, say. Not the failure of a run.</summary>
    [Id(5)]
    public string? Fault { get; init; }

    /// <summary>Whether the fault may go away by itself.</summary>
    [Id(6)]
    public bool IsFaultTransient { get; init; }

    /// <summary>Bytes of table memory that the run after the last one done needs, where that is more than the silo may give it; else
    /// 0.</summary>
    [Id(7)]
    public long DemandedBytes { get; init; }
}
