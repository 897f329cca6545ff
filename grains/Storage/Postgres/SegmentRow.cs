namespace S2Grid.Storage.Postgres;

/// <summary>A segment as PostgreSQL keeps it.</summary>
/// <param name="Sweep">Its sweep.</param>
/// <param name="File">Its file name.</param>
/// <param name="First">Index of its first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="Failed">Of these, failures.</param>
/// <param name="Reused">Of these, runs that share the counters of another.</param>
/// <param name="Content">A Parquet file.</param>
internal sealed record SegmentRow(
    string Sweep, string File, long First, int Count, int Failed, int Reused, ReadOnlyMemory<byte> Content);
