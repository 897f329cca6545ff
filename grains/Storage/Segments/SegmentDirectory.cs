using S2Grid.Common;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Segments;

/// <summary>Segments as files of a data directory, which several machines may share.</summary>
public sealed class SegmentDirectory(DataDirectory directory) : ISegmentStore
{
    private const int DiskFull = 28;
    private const int QuotaExceeded = 122;

    /// <inheritdoc/>
    public string Place => directory.Path;

    /// <inheritdoc/>
    /// <remarks>Writes aside, flushes to the disk, and gives the file its name: what is named outlasts a power failure.</remarks>
    public Task<BatchRecord> Store(string sweepId, SegmentBuffer buffer, long first, long lease) => Try(StorageInstruments.Writing, sweepId, async () =>
    {
        string name = SegmentName.Format(first, lease);
        string file = await WriteAsideAsync(sweepId, buffer, name);
        return Publish(sweepId, file, name, new SegmentFooter(first, buffer.Count, buffer.Failed, buffer.Reused));
    });

    /// <inheritdoc/>
    public Task<BatchRecord> StoreMerged(string sweepId, string older, SegmentBuffer buffer, long lease) => Try(StorageInstruments.Writing, sweepId, async () =>
    {
        string before = FullName(sweepId, older);
        SegmentFooter footer = await SegmentFooter.TryReadAsync(before) ?? throw new StorageException($"The segment {before} cannot be read.");
        string name = SegmentName.Format(footer.First, lease);
        string newer = await WriteAsideAsync(sweepId, buffer, name + ".retried");
        string merged = Path.Combine(Aside(sweepId), name);
        SegmentFooter result = SegmentMerger.Merge(before, newer, merged, footer);
        File.Delete(newer);
        return Publish(sweepId, merged, name, result);
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
    public Task<BatchRecord?> Inspect(string sweepId, string file) => Try(StorageInstruments.Reading, sweepId, async () =>
    {
        string path = FullName(sweepId, file);
        return await SegmentFooter.TryReadAsync(path) is { } footer ? Record(footer, path) : null;
    });

    /// <inheritdoc/>
    public Task Tidy(string sweepId) => Try(StorageInstruments.Writing, sweepId, () =>
    {
        if (Directory.Exists(Aside(sweepId)))
            Directory.Delete(Aside(sweepId), recursive: true);
        MakeFolders(sweepId);
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public Task<LocalSegments> Fetch(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation) =>
        Task.FromResult(new LocalSegments([.. files.Select(file => FullName(sweepId, file))]));

    /// <inheritdoc/>
    public Task<byte[]?> Read(string sweepId, string file, CancellationToken cancellation) => Try(StorageInstruments.Reading, sweepId, async () =>
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

    private static BatchRecord Record(SegmentFooter footer, string path) =>
        new(footer.First, footer.Count, footer.Failed, footer.Reused, Path.GetFileName(path), new FileInfo(path).Length);

    private string Segments(string sweepId) => Path.Combine(directory.SweepFolder(sweepId), "segments");

    private string Aside(string sweepId) => Path.Combine(directory.SweepFolder(sweepId), "aside");

    private string FullName(string sweepId, string file) => Path.Combine(Segments(sweepId), Path.GetFileName(file));

    private void MakeFolders(string sweepId)
    {
        string folder = directory.SweepFolder(sweepId);
        Directory.CreateDirectory(Aside(sweepId));
        Directory.CreateDirectory(Segments(sweepId));
        foreach (string parent in (IEnumerable<string>)[folder, Path.GetDirectoryName(folder)!, directory.Path])
            AtomicFile.FlushDirectory(parent);
    }

    private async Task<string> WriteAsideAsync(string sweepId, SegmentBuffer buffer, string name)
    {
        if (!Directory.Exists(Aside(sweepId)) || !Directory.Exists(Segments(sweepId)))
            MakeFolders(sweepId);
        buffer.Bytes.SetLength(0);
        await SegmentWriter.WriteAsync(buffer, buffer.Bytes);
        string file = Path.Combine(Aside(sweepId), name);
        AtomicFile.WriteAside(file, buffer.Bytes.GetBuffer().AsSpan(0, (int)buffer.Bytes.Length));
        return file;
    }

    private BatchRecord Publish(string sweepId, string file, string name, SegmentFooter footer)
    {
        string path = FullName(sweepId, name);
        AtomicFile.Publish(file, path);
        BatchRecord stored = Record(footer, path);
        StorageInstruments.WrittenBytes.Add(stored.Bytes);
        return stored;
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
                IsTransient = (e.HResult & 0xFFFF) is DiskFull or QuotaExceeded,
            };
        }
    }
}
