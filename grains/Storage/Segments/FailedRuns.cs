namespace S2Grid.Storage.Segments;

/// <summary>Reads which runs of a segment failed.</summary>
public static class FailedRuns
{
    /// <summary>Reads which runs of a segment failed, and why.</summary>
    /// <param name="segments">Where the segment is.</param>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="file">The segment's file name.</param>
    /// <returns>The runs, ascending, each with its error.</returns>
    /// <exception cref="StorageException">The segment cannot be read.</exception>
    public static async Task<IReadOnlyList<(long Run, string Error)>> ReadAsync(ISegmentStore segments, string sweepId, string file)
    {
        using LocalSegments local = await segments.Fetch(sweepId, [file], CancellationToken.None);
        string path = local.Paths[0];
        if (!File.Exists(path) || await SegmentFooter.TryReadAsync(file, await File.ReadAllBytesAsync(path)) is null)
            throw new StorageException($"The segment {file} of the sweep {sweepId} in {segments.Place} cannot be read.");

        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText =
            $"SELECT run, COALESCE(error, '') FROM read_parquet({SqlText.Text(path)}) WHERE state = 'failed' ORDER BY run";
        using DuckDBDataReader reader = command.ExecuteReader();
        var runs = new List<(long, string)>();
        while (reader.Read())
            runs.Add((reader.GetInt64(0), reader.GetString(1)));
        return runs;
    }
}
