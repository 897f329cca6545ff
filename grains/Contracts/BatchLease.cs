namespace S2Grid.Contracts;

/// <summary>A slot's right and duty to do a contiguous range of runs until the lease expires. Renewed while the work goes on.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="Number">The lease's number, unique in its sweep's session.</param>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="RetryFile">The stored segment of exactly this range whose failed runs are to be done again; null for runs without a result.</param>
/// <param name="Duration">How long the lease lasts without being renewed.</param>
[GenerateSerializer, Immutable]
public sealed record BatchLease(
    [property: Id(0)] string SweepId,
    [property: Id(1)] long Number,
    [property: Id(2)] long First,
    [property: Id(3)] int Count,
    [property: Id(4)] string? RetryFile,
    [property: Id(5)] TimeSpan Duration);
