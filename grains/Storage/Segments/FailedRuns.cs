namespace S2Grid.Storage.Segments;

/// <summary>Reads which runs of a segment failed, and puts newer results of them into it in the place of the older ones.</summary>
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
        if (await SegmentFooter.TryReadAsync(path) is null)
            throw new StorageException($"The segment {file} of the sweep {sweepId} in {segments.Place} cannot be read.");

        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText =
            $"SELECT run, COALESCE(error, '') FROM read_parquet({SqlText.Text(path)}) WHERE state = 'failed' ORDER BY run";
        using DuckDBDataReader reader = command.ExecuteReader();
        var runs = new List<(long, string)>();
        while (reader.Read())
            runs.Add((reader.GetInt64(0), reader.GetString(1)));
        return runs;
    }

    /// <summary>Makes a segment of the runs of an older one, with those in a buffer in the place of their older results.</summary>
    /// <param name="older">The older segment's path.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="folder">A folder to work in.</param>
    /// <param name="buffer">The newer results.</param>
    internal static async Task<(BatchRecord Batch, ReadOnlyMemory<byte> Content)> MergeAsync(
        string older, string name, string folder, SegmentBuffer buffer)
    {
        BatchRecord footer = await SegmentFooter.TryReadAsync(older) ?? throw new StorageException($"The segment {name} cannot be read.");
        string newer = Path.Combine(folder, Path.GetFileName(older) + ".retried");
        string merged = Path.Combine(folder, Path.GetFileName(older) + ".merged");
        try
        {
            AtomicFile.WriteAside(newer, (await SegmentWriter.WriteAsync(buffer)).Span);
            BatchRecord batch = Merge(older, newer, merged, footer);
            return (batch, await File.ReadAllBytesAsync(merged));
        }
        finally
        {
            File.Delete(newer);
            File.Delete(merged);
        }
    }

    private static BatchRecord Merge(string older, string newer, string merged, BatchRecord footer)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            CREATE VIEW merged AS SELECT * FROM (
                SELECT * FROM read_parquet({SqlText.Text(older)}) WHERE run NOT IN (SELECT run FROM read_parquet({SqlText.Text(newer)}))
                UNION ALL BY NAME SELECT * FROM read_parquet({SqlText.Text(newer)})
            ) ORDER BY run;
            SELECT COUNT(*) FILTER (state = 'failed'), COUNT(reused_from) FROM merged;
            """;
        BatchRecord result;
        using (DuckDBDataReader reader = command.ExecuteReader())
        {
            reader.Read();
            result = footer with { Failed = (int)reader.GetInt64(0), Reused = (int)reader.GetInt64(1) };
        }

        IEnumerable<string> entries =
            SegmentFooter.ToMetadata(result).Select(entry => $"{SqlText.Name(entry.Key)}: {SqlText.Text(entry.Value)}");
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"COPY merged TO {SqlText.Text(merged)} (FORMAT parquet, COMPRESSION snappy, KV_METADATA {{ {string.Join(", ", entries)} }})");
        command.ExecuteNonQuery();
        return result;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
