namespace S2Grid.Storage.Segments;

/// <summary>Segments as files of a data directory, which several machines may share.</summary>
public sealed class SegmentDirectory(DataDirectory directory) : ISegmentStore
{
    /// <inheritdoc/>
    public string Place => directory.Path;

    /// <inheritdoc/>
    /// <remarks>Writes aside, flushes to the disk, and gives the file its name: what is named outlasts a power failure.</remarks>
    public Task<BatchRecord> Store(string sweepId, SegmentBuffer buffer, long first, long lease) =>
        Try(StorageInstruments.Writing, sweepId, async () =>
            Publish(sweepId, SegmentFooter.Of(buffer) with { First = first }, lease, await SegmentWriter.WriteAsync(buffer)));

    /// <inheritdoc/>
    public Task<BatchRecord> StoreMerged(string sweepId, string older, SegmentBuffer buffer, long lease)
        => Try(StorageInstruments.Writing, sweepId, async () =>
    {
        MakeFolders(sweepId);
        string path = FullName(sweepId, older);
        (BatchRecord batch, ReadOnlyMemory<byte> content) = await SegmentMerge.ReplaceAsync(path, path, Aside(sweepId), buffer);
        return Publish(sweepId, batch, lease, content);
    });

    /// <inheritdoc/>
    public Task<BatchRecord> Join(string sweepId, IReadOnlyList<string> files, long lease)
        => Try(StorageInstruments.Writing, sweepId, async () =>
    {
        MakeFolders(sweepId);
        (BatchRecord batch, ReadOnlyMemory<byte> content) =
            await SegmentMerge.JoinAsync([.. files.Select(file => FullName(sweepId, file))], Aside(sweepId));
        return Publish(sweepId, batch, lease, content);
    });

    /// <inheritdoc/>
    public Task Discard(string sweepId, string file) => Try(StorageInstruments.Writing, sweepId, () =>
    {
        if (Directory.Exists(Segments(sweepId)))
            File.Delete(FullName(sweepId, file));
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<SegmentFile>> List(string sweepId) => Try(StorageInstruments.Reading, sweepId, () =>
    {
        var folder = new DirectoryInfo(Segments(sweepId));
        IEnumerable<FileInfo> files = folder.Exists ? folder.EnumerateFiles() : [];
        return Task.FromResult<IReadOnlyList<SegmentFile>>([.. files.Select(file => new SegmentFile(file.Name, file.Length))]);
    });

    /// <inheritdoc/>
    public Task<BatchRecord?> Inspect(string sweepId, string file) =>
        Try(StorageInstruments.Reading, sweepId, () => SegmentFooter.TryReadAsync(FullName(sweepId, file)));

    /// <inheritdoc/>
    public Task Tidy(string sweepId, long lastLease) => Try(StorageInstruments.Writing, sweepId, () =>
    {
        var folder = new DirectoryInfo(Aside(sweepId));
        foreach (FileInfo file in folder.Exists ? folder.EnumerateFiles() : [])
        {
            if (!(SegmentName.LeaseOf(file.Name) > lastLease))
                file.Delete();
        }

        MakeFolders(sweepId);
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public Task<LocalSegments> Fetch(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation) =>
        Task.FromResult(LocalSegments.Shared([.. files.Select(file => FullName(sweepId, file))]));

    /// <inheritdoc/>
    public Task<byte[]?> Read(string sweepId, string file, CancellationToken cancellation)
        => Try(StorageInstruments.Reading, sweepId, async () =>
    {
        string path = FullName(sweepId, file);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellation) : null;
    });

    /// <inheritdoc/>
    public Task DeleteSweep(string sweepId) => Try(StorageInstruments.Writing, sweepId, () =>
    {
        directory.DeleteSweep(sweepId);
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Segments(string sweepId) => Path.Combine(directory.SweepFolder(sweepId), "segments");

    private string Aside(string sweepId) => Path.Combine(directory.SweepFolder(sweepId), "aside");

    private string FullName(string sweepId, string file) => Path.Combine(Segments(sweepId), Path.GetFileName(file));

    private void MakeFolders(string sweepId)
    {
        if (Directory.Exists(Aside(sweepId)) && Directory.Exists(Segments(sweepId)))
            return;

        string folder = directory.SweepFolder(sweepId);
        Directory.CreateDirectory(Aside(sweepId));
        Directory.CreateDirectory(Segments(sweepId));
        foreach (string parent in (IEnumerable<string>)[folder, Path.GetDirectoryName(folder)!, directory.Path])
            AtomicFile.FlushDirectory(parent);
    }

    /// <summary>Stores a segment beside all others.</summary>
    private BatchRecord Publish(string sweepId, BatchRecord batch, long lease, ReadOnlyMemory<byte> content)
    {
        MakeFolders(sweepId);
        string name = SegmentName.Format(batch.First, lease, content.Span);
        string aside = Path.Combine(Aside(sweepId), name);
        AtomicFile.WriteAside(aside, content.Span);
        AtomicFile.Publish(aside, FullName(sweepId, name));
        StorageInstruments.WrittenBytes.Add(content.Length);
        return batch with { File = name, Bytes = content.Length };
    }

    private async Task<T> Try<T>(string operation, string sweepId, Func<Task<T>> action)
    {
        try
        {
            return await StorageInstruments.TimeAsync(StorageInstruments.Segments, operation, action);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The segments in {directory.SweepFolder(sweepId)} cannot be used: {e.Message}", e)
            {
                IsTransient = DiskFaults.IsFull(e),
            };
        }
    }
}
