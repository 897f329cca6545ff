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
    public async Task<BatchRecord> Store(string sweepId, SegmentBuffer buffer, long first, long lease) =>
        await InsertAsync(sweepId, SegmentFooter.Of(buffer) with { First = first }, lease, await SegmentWriter.WriteAsync(buffer));

    /// <inheritdoc/>
    public async Task<BatchRecord> StoreMerged(string sweepId, string older, SegmentBuffer buffer, long lease)
    {
        using LocalSegments before = await Fetch(sweepId, [older], CancellationToken.None);
        string path = before.Paths[0];
        (BatchRecord batch, ReadOnlyMemory<byte> content) = await LocalAsync(() => SegmentMerge.ReplaceAsync(
            path, $"{older} of the sweep {sweepId} in {Place}", Path.GetDirectoryName(path)!, buffer));
        return await InsertAsync(sweepId, batch, lease, content);
    }

    /// <inheritdoc/>
    public async Task<BatchRecord> Join(string sweepId, IReadOnlyList<string> files, long lease)
    {
        using LocalSegments copies = await Fetch(sweepId, files, CancellationToken.None);
        (BatchRecord batch, ReadOnlyMemory<byte> content) =
            await LocalAsync(() => SegmentMerge.JoinAsync(copies.Paths, Path.GetDirectoryName(copies.Paths[0])!));
        return await InsertAsync(sweepId, batch, lease, content);
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
    public async Task<BatchRecord?> Inspect(string sweepId, string file) =>
        await Read(sweepId, file, CancellationToken.None) is { } content ? await SegmentFooter.TryReadAsync(file, content) : null;

    /// <inheritdoc/>
    /// <remarks>There is nothing to do: a row is there or it is not.</remarks>
    public Task Tidy(string sweepId, long lastLease) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<LocalSegments> Fetch(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        string folder = await LocalAsync(() => Task.FromResult(Directory.CreateTempSubdirectory("s2grid-segments-").FullName));
        var local = LocalSegments.Copies([.. files.Select(file => Path.Combine(folder, Path.GetFileName(file)))], folder);
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

    /// <summary>Stores a segment beside all others.</summary>
    private async Task<BatchRecord> InsertAsync(string sweepId, BatchRecord batch, long lease, ReadOnlyMemory<byte> content)
    {
        BatchRecord stored = batch with { File = SegmentName.Format(batch.First, lease, content.Span), Bytes = content.Length };
        var row = new SegmentRow(sweepId, stored.File, stored.First, stored.Count, stored.Failed, stored.Reused, content);
        await database.ChangeAsync(database.Segments.Replace, database.Segments.Parameters(row));
        StorageInstruments.WrittenBytes.Add(content.Length);
        return stored;
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
