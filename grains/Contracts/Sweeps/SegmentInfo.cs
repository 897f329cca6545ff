namespace S2Grid.Contracts.Sweeps;

/// <summary>A segment that is a part of a sweep.</summary>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="Failed">Of these, failures.</param>
/// <param name="Reused">Of these, runs that share the counters of an equal run.</param>
/// <param name="File">Its file name; a file's content never changes.</param>
/// <param name="Bytes">Its size in bytes.</param>
[GenerateSerializer, Immutable]
public sealed record SegmentInfo(
    [property: Id(0)] long First,
    [property: Id(1)] int Count,
    [property: Id(2)] int Failed,
    [property: Id(3)] int Reused,
    [property: Id(4)] string File,
    [property: Id(5)] long Bytes);
