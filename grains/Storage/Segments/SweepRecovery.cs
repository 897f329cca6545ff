using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Segments;

/// <summary>
/// What it takes to make the catalogue and the stored segments agree after whatever happened: whole segments that the catalogue does
/// not know are adopted, as are those of which its rows are damaged; batches whose segment is gone or torn are to be done again.
/// </summary>
public sealed class SweepRecovery
{
    private readonly SweepCatalogue catalogue;
    private readonly ISegmentStore segments;
    private readonly string sweepId;
    private readonly List<BatchRecord> batches = [];
    private readonly List<BatchRecord> lost = [];
    private readonly List<BatchRecord> adopted = [];
    private readonly List<string> useless = [];

    private SweepRecovery(SweepCatalogue catalogue, ISegmentStore segments, string sweepId)
    {
        this.catalogue = catalogue;
        this.segments = segments;
        this.sweepId = sweepId;
    }

    /// <summary>The batches that are done, adopted ones included.</summary>
    public IReadOnlyList<BatchRecord> Batches => batches;

    /// <summary>Whether they agree.</summary>
    public bool IsNeeded => lost.Count + adopted.Count > 0;

    /// <summary>Finds out, and changes nothing.</summary>
    public static async Task<SweepRecovery> FindAsync(SweepCatalogue catalogue, ISegmentStore segments, string sweepId)
    {
        var recovery = new SweepRecovery(catalogue, segments, sweepId);
        IReadOnlyList<SegmentFile> stored = await segments.List(sweepId);
        Dictionary<string, long> files = stored.ToDictionary(file => file.Name, file => file.Bytes, StringComparer.Ordinal);
        foreach ((BatchRecord batch, bool isIntact) in await catalogue.Examine(sweepId))
        {
            if (!isIntact)
            {
                // Its segment, whichever it is, says again what is to be known.
                recovery.lost.Add(batch);
                continue;
            }

            bool isWhole = files.Remove(batch.File, out long bytes) && bytes == batch.Bytes
                && await segments.Inspect(sweepId, batch.File) is not null;
            (isWhole ? recovery.batches : recovery.lost).Add(batch);
            if (!isWhole)
                recovery.useless.Add(batch.File);
        }

        foreach (string file in files.Keys.Order(StringComparer.Ordinal))
        {
            if (await segments.Inspect(sweepId, file) is { } batch && !recovery.batches.Exists(batch.Overlaps))
            {
                recovery.adopted.Add(batch);
                recovery.batches.Add(batch);
            }
            else
            {
                recovery.useless.Add(file);
            }
        }

        return recovery;
    }

    /// <summary>Makes them agree.</summary>
    /// <param name="epoch">The epoch that has just begun; see <see cref="SweepCatalogue.Begin"/>.</param>
    /// <param name="isAlone">Whether nobody else can be storing segments of the sweep: then what is of no use is deleted.</param>
    public async Task ApplyAsync(long epoch, bool isAlone)
    {
        foreach (BatchRecord batch in lost)
            await catalogue.RemoveBatch(sweepId, epoch, batch.First);
        foreach (BatchRecord batch in adopted)
            await catalogue.PutBatch(sweepId, epoch, batch);
        if (!isAlone)
            return;
        await segments.Tidy(sweepId, long.MaxValue);
        foreach (string file in useless)
            await segments.Discard(sweepId, file);
    }
}
