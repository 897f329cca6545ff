namespace S2Grid.Storage.Segments;

/// <summary>Makes one segment of others, none of which is changed.</summary>
/// <exception cref="StorageException">Every method: one of them is not whole.</exception>
internal static class SegmentMerge
{
    /// <summary>Makes a segment of the runs of an older one, with those in a buffer in the place of their older results.</summary>
    /// <param name="older">The older segment's path.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="folder">A folder to work in.</param>
    /// <param name="buffer">The newer results.</param>
    public static async Task<(BatchRecord Batch, ReadOnlyMemory<byte> Content)> ReplaceAsync(
        string older, string name, string folder, SegmentBuffer buffer)
    {
        BatchRecord batch = await FooterOf(older, name);
        string newer = Path.Combine(folder, Path.GetFileName(older) + ".retried");
        try
        {
            AtomicFile.WriteAside(newer, (await SegmentWriter.WriteAsync(buffer)).Span);
            return await WriteAsync(
                $"""
                SELECT * FROM read_parquet({SqlText.Text(older)}) WHERE run NOT IN (SELECT run FROM read_parquet({SqlText.Text(newer)}))
                UNION ALL BY NAME SELECT * FROM read_parquet({SqlText.Text(newer)})
                """,
                batch,
                Path.Combine(folder, Path.GetFileName(older) + ".merged"));
        }
        finally
        {
            File.Delete(newer);
        }
    }

    /// <summary>Makes a segment of the runs of several, whose ranges follow each other.</summary>
    /// <param name="paths">The segments' paths, by ascending first run.</param>
    /// <param name="folder">A folder to work in.</param>
    public static async Task<(BatchRecord Batch, ReadOnlyMemory<byte> Content)> JoinAsync(IReadOnlyList<string> paths, string folder)
    {
        BatchRecord batch = await FooterOf(paths[0], paths[0]);
        foreach (string path in paths.Skip(1))
        {
            BatchRecord next = await FooterOf(path, path);
            batch = next.First == batch.End ? batch with { Count = batch.Count + next.Count }
                : throw new StorageException($"The segment {path} does not begin with run {batch.End}.");
        }

        return await WriteAsync(
            $"SELECT * FROM read_parquet([{string.Join(", ", paths.Select(SqlText.Text))}], union_by_name = true)",
            batch,
            Path.Combine(folder, Path.GetFileName(paths[0]) + ".joined"));
    }

    private static async Task<BatchRecord> FooterOf(string path, string name) =>
        await SegmentFooter.TryReadAsync(path) ?? throw new StorageException($"The segment {name} cannot be read.");

    private static async Task<(BatchRecord Batch, ReadOnlyMemory<byte> Content)> WriteAsync(string runs, BatchRecord batch, string path)
    {
        try
        {
            BatchRecord written = Write(runs, batch, path);
            return (written, await File.ReadAllBytesAsync(path));
        }
        catch (DuckDBException e)
        {
            throw new StorageException($"The segments of the runs {batch.First} to {batch.End - 1} cannot be merged: {e.Message}", e);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static BatchRecord Write(string runs, BatchRecord batch, string path)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            CREATE VIEW merged AS SELECT * FROM ({runs}) ORDER BY run;
            SELECT COUNT(*) FILTER (state = 'failed'), COUNT(reused_from), COUNT(DISTINCT run) FROM merged;
            """;
        BatchRecord result;
        using (DuckDBDataReader reader = command.ExecuteReader())
        {
            reader.Read();
            result = batch with { Failed = (int)reader.GetInt64(0), Reused = (int)reader.GetInt64(1) };
            if (reader.GetInt64(2) != batch.Count)
                throw new StorageException($"The segments of the runs {batch.First} to {batch.End - 1} have {reader.GetInt64(2)} runs.");
        }

        IEnumerable<string> entries =
            SegmentFooter.ToMetadata(result).Select(entry => $"{SqlText.Name(entry.Key)}: {SqlText.Text(entry.Value)}");
        command.CommandText =
            $"COPY merged TO {SqlText.Text(path)} (FORMAT parquet, COMPRESSION snappy, KV_METADATA {{ {string.Join(", ", entries)} }})";
        command.ExecuteNonQuery();
        return result;
    }
}
