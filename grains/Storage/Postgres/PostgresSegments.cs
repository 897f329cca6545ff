using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Postgres;

/// <summary>
/// Segments as rows of a PostgreSQL database, for silos that share no directory. They are read as copies in a temporary folder.
/// </summary>
public sealed class PostgresSegments : ISegmentStore
{
    /// <summary>How many segments are asked for, or deleted, at once, so that no statement takes long.</summary>
    private const int AtOnce = 50;

    private readonly PostgresDatabase database;

    private PostgresSegments(PostgresDatabase database) => this.database = database;

    /// <inheritdoc/>
    public string Place => database.Place;

    /// <summary>Opens the segments in a database; makes its tables, or brings them up to this version.</summary>
    /// <param name="connectionString">See <see cref="PostgresCatalogue.OpenAsync"/>; it may be the same database.</param>
    /// <exception cref="StorageException">
    /// The server cannot be reached, the tables are of a newer version, or the database's schema s2grid is someone else's.
    /// </exception>
    public static async Task<PostgresSegments> OpenAsync(string connectionString) =>
        new(await PostgresDatabase.OpenAsync("The segments", StorageInstruments.Segments, connectionString));

    /// <inheritdoc/>
    public async Task<BatchRecord> Store(string sweepId, SegmentBuffer buffer, long first, long lease)
    {
        await WriteAsync(buffer);
        var content = new ReadOnlyMemory<byte>(buffer.Bytes.GetBuffer(), 0, (int)buffer.Bytes.Length);
        return await InsertAsync(
            sweepId, SegmentName.Format(first, lease), content, new SegmentFooter(first, buffer.Count, buffer.Failed, buffer.Reused));
    }

    /// <inheritdoc/>
    public async Task<BatchRecord> StoreMerged(string sweepId, string older, SegmentBuffer buffer, long lease)
    {
        await WriteAsync(buffer);
        using LocalSegments before = await Fetch(sweepId, [older], CancellationToken.None);
        string file = before.Paths[0];
        SegmentFooter footer = await SegmentFooter.TryReadAsync(file)
            ?? throw new StorageException($"The segment {older} of the sweep {sweepId} in {Place} cannot be read.");
        (SegmentFooter result, byte[] content) = await LocalAsync(async () =>
        {
            string newer = file + ".retried";
            string merged = file + ".merged";
            await File.WriteAllBytesAsync(newer, buffer.Bytes.ToArray());
            SegmentFooter footers = SegmentMerger.Merge(file, newer, merged, footer);
            return (footers, await File.ReadAllBytesAsync(merged));
        });
        return await InsertAsync(sweepId, SegmentName.Format(footer.First, lease), content, result);
    }

    /// <inheritdoc/>
    public Task Discard(string sweepId, string file) => database.ChangeAsync(
        "DELETE FROM s2grid.segments WHERE sweep = @sweep AND file = @file", ("sweep", sweepId), ("file", file));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SegmentFile>> List(string sweepId) => await database.ReadAsync(
        "SELECT file, octet_length(content)::bigint FROM s2grid.segments WHERE sweep = @sweep",
        row => new SegmentFile(row.Text(), row.Long()),
        ("sweep", sweepId));

    /// <inheritdoc/>
    public async Task<BatchRecord?> Inspect(string sweepId, string file) => (await database.ReadAsync(
        "SELECT first, count, failed, reused, octet_length(content)::bigint FROM s2grid.segments WHERE sweep = @sweep AND file = @file",
        row => new BatchRecord(row.Long(), row.Integer(), row.Integer(), row.Integer(), file, row.Long()),
        ("sweep", sweepId),
        ("file", file))).SingleOrDefault();

    /// <inheritdoc/>
    /// <remarks>There is nothing to do: a row is there or it is not.</remarks>
    public Task Tidy(string sweepId) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<LocalSegments> Fetch(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        string folder = await LocalAsync(() => Task.FromResult(Directory.CreateTempSubdirectory("s2grid-segments-").FullName));
        var local = new LocalSegments([.. files.Select(file => Path.Combine(folder, Path.GetFileName(file)))], folder);
        try
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            foreach (string[] some in files.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
                found.UnionWith(await DownloadAsync(sweepId, some, folder, cancellation));
            string? missing = files.FirstOrDefault(file => !found.Contains(file));
            return missing is null ? local : throw new StorageException(
                $"The segment {missing} of the sweep {sweepId} is not in {Place}. Resume the sweep; its runs are then simulated again.");
        }
        catch
        {
            local.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> Read(string sweepId, string file, CancellationToken cancellation) =>
        (await ReadAsync(sweepId, [file], (_, content) => content, cancellation)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task DeleteSweep(string sweepId)
    {
        const string Some =
            """
            DELETE FROM s2grid.segments
            WHERE sweep = @sweep AND file IN (SELECT file FROM s2grid.segments WHERE sweep = @sweep LIMIT @limit)
            """;
        while (await database.ChangeAsync(Some, ("sweep", sweepId), ("limit", AtOnce)) > 0)
        {
        }
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static async Task WriteAsync(SegmentBuffer buffer)
    {
        buffer.Bytes.SetLength(0);
        await SegmentWriter.WriteAsync(buffer, buffer.Bytes);
    }

    private async Task<BatchRecord> InsertAsync(string sweepId, string file, ReadOnlyMemory<byte> content, SegmentFooter footer)
    {
        await database.ChangeAsync(
            """
            INSERT INTO s2grid.segments (sweep, file, first, count, failed, reused, content)
            VALUES (@sweep, @file, @first, @count, @failed, @reused, @content)
            ON CONFLICT (sweep, file) DO UPDATE SET count = excluded.count, failed = excluded.failed, reused = excluded.reused,
                content = excluded.content
            """,
            ("sweep", sweepId),
            ("file", file),
            ("first", footer.First),
            ("count", footer.Count),
            ("failed", footer.Failed),
            ("reused", footer.Reused),
            ("content", content));
        StorageInstruments.WrittenBytes.Add(content.Length);
        return new BatchRecord(footer.First, footer.Count, footer.Failed, footer.Reused, file, content.Length);
    }

    /// <summary>Copies segments into a folder, one after the other, and tells which there were.</summary>
    private Task<List<string>> DownloadAsync(string sweepId, string[] files, string folder, CancellationToken cancellation) =>
        LocalAsync(() => ReadAsync(
            sweepId,
            files,
            (file, content) =>
            {
                File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), content);
                return file;
            },
            cancellation));

    private Task<List<T>> ReadAsync<T>(
        string sweepId, string[] files, Func<string, byte[], T> read, CancellationToken cancellation) =>
        database.ReadAsync(
            "SELECT file, content FROM s2grid.segments WHERE sweep = @sweep AND file = ANY (@files)",
            row => read(row.Text(), row.Bytes()),
            cancellation,
            ("sweep", sweepId),
            ("files", files));

    /// <summary>Works with temporary files.</summary>
    private static async Task<T> LocalAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"Copies of segments cannot be made in {Path.GetTempPath()}: {e.Message}", e)
            {
                IsTransient = e is IOException,
            };
        }
    }
}
