namespace S2Grid.Storage;

/// <summary>The result segments of one sweep: immutable files that appear whole or not at all.</summary>
public sealed class SegmentFolder
{
    private readonly string[] parents;
    private readonly string segments;
    private readonly string aside;

    /// <summary>Names the folder of a sweep; it is made when a segment is written.</summary>
    public SegmentFolder(DataDirectory directory, string sweepId)
    {
        string folder = directory.SweepFolder(sweepId);
        parents = [folder, Path.GetDirectoryName(folder)!, directory.Path];
        segments = Path.Combine(folder, "segments");
        aside = Path.Combine(folder, "aside");
    }

    /// <summary>Writes a segment aside, flushes it to the disk, and gives it its name. What it is named by then outlasts a power failure.</summary>
    /// <param name="buffer">The results.</param>
    /// <param name="first">The first run of the batch.</param>
    /// <param name="lease">The lease under which it was done.</param>
    /// <returns>The batch for the catalogue.</returns>
    public async Task<BatchRecord> StoreAsync(SegmentBuffer buffer, long first, long lease)
    {
        string name = SegmentName.Format(first, lease);
        string file = await WriteAsideAsync(buffer, name);
        return Publish(file, name, new SegmentFooter(first, buffer.Count, buffer.Failed, buffer.Reused));
    }

    /// <summary>Stores a segment that holds the runs of an older one, with the runs in the buffer in the place of their older results.</summary>
    /// <param name="older">The older segment's batch. Its file stays.</param>
    /// <param name="buffer">The newer results of some of its runs.</param>
    /// <param name="lease">The lease under which they were done.</param>
    /// <returns>The batch for the catalogue.</returns>
    public async Task<BatchRecord> StoreMergedAsync(string older, SegmentBuffer buffer, long lease)
    {
        SegmentFooter footer = await SegmentFooter.TryReadAsync(FullName(older))
            ?? throw new StorageException($"The segment {FullName(older)} cannot be read.");
        string name = SegmentName.Format(footer.First, lease);
        string newer = await WriteAsideAsync(buffer, name + ".retried");
        string merged = Path.Combine(aside, name);
        SegmentFooter result = SegmentMerger.Merge(FullName(older), newer, merged, footer);
        File.Delete(newer);
        using (var stream = new FileStream(merged, FileMode.Open, FileAccess.ReadWrite))
            stream.Flush(flushToDisk: true);
        return Publish(merged, name, result);
    }

    /// <summary>Deletes a segment that is not, or no longer, a part of the sweep.</summary>
    public void Discard(string name) => File.Delete(FullName(name));

    /// <summary>The failed runs of a segment.</summary>
    public IReadOnlyList<long> FailedRuns(string name) => SegmentMerger.FailedRuns(FullName(name));

    internal string FullName(string name) => Path.Combine(segments, name);

    /// <summary>
    /// Makes the catalogue and the files agree, which takes that nobody writes the sweep meanwhile: segments that are whole but not
    /// in the catalogue are added to it, batches whose segment is gone or torn are removed from it, all other files are deleted.
    /// </summary>
    /// <returns>A number above that of every lease so far.</returns>
    public async Task<long> RecoverAsync(Catalogue catalogue, string sweepId)
    {
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
        Directory.CreateDirectory(aside);
        Directory.CreateDirectory(segments);
        foreach (string folder in parents)
            DirectorySync.Flush(folder);
        long lease = 0;
        var known = new List<BatchRecord>();
        foreach (BatchRecord batch in catalogue.Batches(sweepId))
        {
            var file = new FileInfo(FullName(batch.File));
            if (file.Exists && file.Length == batch.Bytes)
                known.Add(batch);
            else
                catalogue.RemoveBatch(sweepId, batch.First);
        }

        var names = known.Select(batch => batch.File).ToHashSet(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(segments).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(file);
            if (SegmentName.TryParse(name, out _, out long number))
                lease = Math.Max(lease, number);
            if (names.Contains(name))
                continue;
            if (await SegmentFooter.TryReadAsync(file) is { } footer && !known.Exists(Overlaps(footer)))
            {
                BatchRecord adopted = Record(footer, file);
                catalogue.PutBatch(sweepId, adopted);
                known.Add(adopted);
            }
            else
            {
                File.Delete(file);
            }
        }

        return lease + 1;
    }

    private static Predicate<BatchRecord> Overlaps(SegmentFooter footer) =>
        batch => batch.First < footer.First + footer.Count && footer.First < batch.End;

    private static BatchRecord Record(SegmentFooter footer, string file) =>
        new(footer.First, footer.Count, footer.Failed, footer.Reused, Path.GetFileName(file), new FileInfo(file).Length);

    private async Task<string> WriteAsideAsync(SegmentBuffer buffer, string name)
    {
        Directory.CreateDirectory(aside);
        buffer.Bytes.SetLength(0);
        await SegmentWriter.WriteAsync(buffer, buffer.Bytes);
        string file = Path.Combine(aside, name);
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(buffer.Bytes.GetBuffer(), 0, (int)buffer.Bytes.Length);
        stream.Flush(flushToDisk: true);
        return file;
    }

    private BatchRecord Publish(string file, string name, SegmentFooter footer)
    {
        Directory.CreateDirectory(segments);
        File.Move(file, FullName(name), overwrite: true);
        DirectorySync.Flush(segments);
        return Record(footer, FullName(name));
    }
}
