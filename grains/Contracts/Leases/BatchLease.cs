namespace S2Grid.Contracts.Leases;

/// <summary>A slot's right and duty to do a contiguous range of runs until the lease expires. Renewed while the work goes on.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="Number">The lease's number, unique in the sweep's life.</param>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="RetryFile">The stored segment of exactly this range whose failed runs are to be done again; null for runs without a
/// result.</param>
/// <param name="Duration">How long the lease lasts without being renewed.</param>
/// <param name="LargestBudget">Bytes of table memory that one run may take on the largest silo.</param>
/// <param name="Attempt">How many times its failed runs will have been tried with this time; 1 for runs without a result.</param>
/// <param name="Quarantine">Why the runs must not be done, but be stored as failed with this reason; null if they are to be done.</param>
[GenerateSerializer, Immutable]
public sealed record BatchLease(
    [property: Id(0)] string SweepId,
    [property: Id(1)] long Number,
    [property: Id(2)] long First,
    [property: Id(3)] int Count,
    [property: Id(4)] string? RetryFile,
    [property: Id(5)] TimeSpan Duration,
    [property: Id(6)] long LargestBudget,
    [property: Id(7)] int Attempt,
    [property: Id(8)] string? Quarantine)
{
    /// <summary>The sweep's span, as W3C's <c>traceparent</c>; null where nobody traces.</summary>
    [Id(9)]
    public string? Trace { get; init; }
}
