namespace S2Grid.Storage.Catalogue;

/// <summary>A contiguous range of runs that is done, and the segment that holds its results.</summary>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="Failed">Of these, failures.</param>
/// <param name="Reused">Of these, runs that share the counters of an equal run.</param>
/// <param name="File">The segment's file name.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record BatchRecord(long First, int Count, int Failed, int Reused, string File, long Bytes)
{
    /// <summary>How many times its failed runs were tried, the first time included.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>One beyond the last run.</summary>
    public long End => First + Count;

    /// <summary>Whether it has runs in common with another.</summary>
    public bool Overlaps(BatchRecord other) => First < other.End && other.First < End;
}
