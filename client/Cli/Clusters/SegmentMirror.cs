using S2Grid.Views.Grids;

namespace S2Grid.Cli.Clusters;

/// <summary>
/// Copies of a cluster's segments on this machine, so that its results can be read like one's own. Segments never change, so each is
/// fetched once. Sweeps that were not looked at for longest are deleted when the copies take too much room.
/// </summary>
/// <param name="grid">Hands out segments.</param>
/// <param name="folder">Where copies of this cluster's segments are.</param>
/// <param name="clock">Tells when a sweep was looked at.</param>
/// <param name="maxBytes">How much room they may take.</param>
internal sealed class SegmentMirror(GridSession grid, string folder, TimeProvider clock, long maxBytes = SegmentMirror.DefaultBytes)
{
    /// <summary>How much room copies take at most by default: 10 GiB.</summary>
    public const long DefaultBytes = 10L << 30;

    private const long BytesPerCall = 4 << 20;

    /// <summary>Fetches the segments of a sweep that are not here yet.</summary>
    /// <returns>The batches that are done, and where their segments lie, in the same order.</returns>
    public async Task<(IReadOnlyList<BatchRecord> Batches, LocalSegments Segments)> FetchAsync(string sweepId,
        CancellationToken cancellation)
    {
        string own = Path.Combine(folder, sweepId);
        Directory.CreateDirectory(own);
        while (true)
        {
            IReadOnlyList<BatchRecord> all = await grid.AskAsync(grains => grains.Segments.List(sweepId), cancellation);
            if (await TryFetchAsync(sweepId, own, [.. all.Where(segment => !IsHere(own, segment))], cancellation))
            {
                Directory.SetLastWriteTimeUtc(own, clock.GetUtcNow().UtcDateTime);
                MakeRoom(own);
                return (all, LocalSegments.Shared([.. all.Select(segment => Path.Combine(own, segment.File))]));
            }
        }
    }

    private static bool IsHere(string own, BatchRecord segment) =>
        new FileInfo(Path.Combine(own, Path.GetFileName(segment.File))) is { Exists: true } file
        && file.Length == segment.Bytes && SegmentName.IsIntact(file.FullName);

    /// <returns>False if a segment was replaced by another meanwhile.</returns>
    private async Task<bool> TryFetchAsync(string sweepId, string own, IReadOnlyList<BatchRecord> missing, CancellationToken cancellation)
    {
        for (int next = 0; next < missing.Count;)
        {
            var files = new List<string>();
            for (long bytes = 0; next < missing.Count && (files.Count == 0 || bytes + missing[next].Bytes <= BytesPerCall); next++)
            {
                bytes += missing[next].Bytes;
                files.Add(missing[next].File);
            }

            IReadOnlyList<byte[]?> contents =
                await grid.AskAsync(grains => grains.Segments.Read(sweepId, files, cancellation), cancellation);
            foreach ((string file, byte[]? content) in files.Zip(contents))
            {
                if (content is null)
                    return false;

                string path = Path.Combine(own, Path.GetFileName(file));
                AtomicFile.Write(path, content);
            }
        }

        return true;
    }

    private void MakeRoom(string inUse)
    {
        var sweeps = new DirectoryInfo(folder).EnumerateDirectories()
            .Select(sweep => (Folder: sweep, Bytes: sweep.EnumerateFiles().Sum(file => file.Length)))
            .OrderBy(sweep => sweep.Folder.LastWriteTimeUtc)
            .ToList();
        long total = sweeps.Sum(sweep => sweep.Bytes);
        foreach ((DirectoryInfo sweep, long bytes) in sweeps.Where(sweep => sweep.Folder.FullName != Path.GetFullPath(inUse)))
        {
            if (total <= maxBytes)
                return;

            sweep.Delete(recursive: true);
            total -= bytes;
        }
    }
}
