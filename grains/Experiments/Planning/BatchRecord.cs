namespace S2Grid.Experiments.Planning;

/// <summary>A contiguous range of runs that is done, and the segment that holds its results.</summary>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="Failed">Of these, failures.</param>
/// <param name="Reused">Of these, runs that share the counters of an equal run.</param>
/// <param name="File">The segment's file name; a file's content never changes.</param>
/// <param name="Bytes">Its size in bytes.</param>
[GenerateSerializer, Immutable]
public sealed record BatchRecord(
    [property: Id(0)] long First,
    [property: Id(1)] int Count,
    [property: Id(2)] int Failed,
    [property: Id(3)] int Reused,
    [property: Id(4)] string File,
    [property: Id(5)] long Bytes)
{
    /// <summary>How many times its failed runs were tried, the first time included.</summary>
    [Id(6)]
    public int Attempts { get; init; } = 1;

    /// <summary>One beyond the last run.</summary>
    public long End => First + Count;

    /// <summary>Whether it has runs in common with another.</summary>
    public bool Overlaps(BatchRecord other) => First < other.End && other.First < End;
}
