namespace S2Grid.Contracts.Leases;

/// <summary>What a slot did of a lease. The results lie in a stored segment already; what was not done is given back.</summary>
/// <param name="LeaseNumber">The lease's number.</param>
/// <param name="First">Index of the lease's first run.</param>
/// <param name="Count">Runs done, from the first on; may be fewer than leased, even none.</param>
/// <param name="Failed">Of these, runs that ended with an error.</param>
/// <param name="Reused">Of these, runs that share the counters of an equal run.</param>
/// <param name="Seconds">Time the slot spent on them, in seconds of the host.</param>
/// <param name="File">The segment's file name, or null if nothing was done.</param>
/// <param name="Bytes">The segment's size in bytes.</param>
/// <param name="RetryFile">The lease's <see cref="BatchLease.RetryFile"/>: the segment that this one takes the place of.</param>
/// <param name="Fault">Why the slot could not go on, for a person, or null: its disk is full, say. Not the failure of a run.</param>
/// <param name="IsFaultTransient">Whether the fault may go away by itself.</param>
/// <param name="DemandedBytes">
/// Bytes of table memory that the run after the last one done needs, where that is more than the silo may give it; else 0.
/// </param>
/// <param name="Attempt">The lease's <see cref="BatchLease.Attempt"/>.</param>
[GenerateSerializer, Immutable]
public sealed record BatchReport(
    [property: Id(0)] long LeaseNumber,
    [property: Id(1)] long First,
    [property: Id(2)] int Count,
    [property: Id(3)] int Failed,
    [property: Id(4)] int Reused,
    [property: Id(5)] double Seconds,
    [property: Id(6)] string? File,
    [property: Id(7)] long Bytes,
    [property: Id(8)] string? RetryFile,
    [property: Id(9)] string? Fault,
    [property: Id(10)] bool IsFaultTransient,
    [property: Id(11)] long DemandedBytes,
    [property: Id(12)] int Attempt);
