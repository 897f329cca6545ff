using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Segments;

/// <summary>
/// What is done to the segments of a sweep whose runs are all done: small ones are joined, because reading takes some milliseconds for
/// each whatever it holds, and what is no part of the sweep is deleted. The sweep is whole at every moment of it.
/// </summary>
/// <param name="catalogue">Tells what is a part of the sweep.</param>
/// <param name="segments">Has its segments.</param>
/// <param name="sweepId">The sweep.</param>
public sealed class SweepTidying(SweepCatalogue catalogue, ISegmentStore segments, string sweepId)
{
    /// <summary>How many segments become one at least: below, reading gains less than joining takes.</summary>
    public const int MinJoined = 8;

    private const long MaxJoinedBytes = 8 << 20;

    /// <summary>Does it.</summary>
    /// <param name="epoch">The epoch in which the runs became done.</param>
    /// <param name="lastLease">
    /// The highest number that a lease of that epoch can have. Joined segments have numbers from there down; what was stored under a higher
    /// one is of a later epoch.
    /// </param>
    /// <param name="cancellation">Leaves the rest as it is.</param>
    /// <exception cref="StorageException">The rest could not be done. Only what the catalogue could not be asked for is worth another try:
    /// the sweep is complete also where there is no room to join its segments, or some are of no use.</exception>
    public async Task RunAsync(long epoch, long lastLease, CancellationToken cancellation)
    {
        foreach ((int index, BatchRecord[] small) in Small(await catalogue.Batches(sweepId)).Index())
        {
            if (cancellation.IsCancellationRequested)
                return;
            BatchRecord joined = await OnceAsync(segments.Join(sweepId, [.. small.Select(batch => batch.File)], lastLease - index));
            if (!await catalogue.PutBatch(sweepId, epoch, joined with { Attempts = small.Max(batch => batch.Attempts) }))
            {
                await segments.Discard(sweepId, joined.File);
                return;
            }
        }

        HashSet<string> known = [.. from batch in await catalogue.Batches(sweepId) select batch.File];
        await OnceAsync(DiscardAsync(known, lastLease));
    }

    private async Task<bool> DiscardAsync(HashSet<string> known, long lastLease)
    {
        foreach (SegmentFile file in await segments.List(sweepId))
        {
            if (!known.Contains(file.Name) && SegmentName.LeaseOf(file.Name) <= lastLease)
                await segments.Discard(sweepId, file.Name);
        }

        await segments.Tidy(sweepId, lastLease);
        return true;
    }

    private static async Task<T> OnceAsync<T>(Task<T> change)
    {
        try
        {
            return await change;
        }
        catch (StorageException e)
        {
            throw new StorageException(e.Message, e);
        }
    }

    /// <summary>The batches that are to become one each. Those with failures stay, so that as many slots can do them again.</summary>
    private static IEnumerable<BatchRecord[]> Small(IEnumerable<BatchRecord> batches)
    {
        List<BatchRecord> small = [];
        (long runs, long bytes) = (0, 0);
        foreach (BatchRecord batch in batches)
        {
            bool isNext = batch.Failed == 0 && (small.Count == 0 || (batch.First == small[^1].End
                && runs + batch.Count <= SegmentBuffer.Capacity && bytes + batch.Bytes <= MaxJoinedBytes));
            if (!isNext)
            {
                if (small.Count >= MinJoined)
                    yield return [.. small];
                small.Clear();
                (runs, bytes) = (0, 0);
            }

            if (batch.Failed == 0)
            {
                small.Add(batch);
                (runs, bytes) = (runs + batch.Count, bytes + batch.Bytes);
            }
        }

        if (small.Count >= MinJoined)
            yield return [.. small];
    }
}
