namespace S2Grid.Storage.Segments;

/// <summary>Which runs of a segment failed, and why.</summary>
public static class FailedRuns
{
    /// <summary>Reads them.</summary>
    /// <param name="segments">Where the segment is.</param>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="file">The segment's file name.</param>
    /// <returns>The runs, ascending, each with its error.</returns>
    /// <exception cref="StorageException">The segment cannot be read.</exception>
    public static async Task<IReadOnlyList<(long Run, string Error)>> ReadAsync(ISegmentStore segments, string sweepId, string file)
    {
        using LocalSegments local = await segments.Fetch(sweepId, [file], CancellationToken.None);
        return SegmentMerger.FailedRuns(local.Paths[0]);
    }
}
