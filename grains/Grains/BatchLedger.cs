using S2Grid.Contracts;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <summary>
/// Which runs of a sweep are done, which are leased and to be done again, and so which are left. Its size follows from the leases
/// and from how scattered the done runs are, not from how many runs there are.
/// </summary>
public sealed class BatchLedger
{
    private readonly string sweepId;
    private readonly long totalRuns;
    private readonly TimeSpan leaseDuration;
    private readonly RangeSet done = new();
    private readonly RangeSet taken = new();
    private readonly Queue<BatchRecord> toRetry;
    private readonly Dictionary<long, BatchRecord> retried;
    private readonly Dictionary<long, (BatchLease Lease, DateTimeOffset Expires)> leases = [];
    private long nextLease;

    /// <summary>Rebuilds a ledger from what is stored.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="totalRuns">Its runs.</param>
    /// <param name="batches">The batches that are done.</param>
    /// <param name="retries">Those among them whose failed runs are to be done again.</param>
    /// <param name="firstLease">The number of the first lease.</param>
    /// <param name="leaseDuration">How long a lease lasts without being renewed.</param>
    public BatchLedger(
        string sweepId, long totalRuns, IEnumerable<BatchRecord> batches, IEnumerable<BatchRecord> retries, long firstLease, TimeSpan leaseDuration)
    {
        this.sweepId = sweepId;
        this.totalRuns = totalRuns;
        this.leaseDuration = leaseDuration;
        nextLease = firstLease;
        foreach (BatchRecord batch in batches)
        {
            done.Add(batch.First, batch.End);
            taken.Add(batch.First, batch.End);
        }

        toRetry = new Queue<BatchRecord>(retries);
        retried = toRetry.ToDictionary(batch => batch.First);
    }

    /// <summary>Whether every run has a result and nothing is left to be done again.</summary>
    public bool IsComplete => done.Count == totalRuns && retried.Count == 0;

    /// <summary>Whether a slot holds a lease.</summary>
    public bool HasLeases => leases.Count > 0;

    /// <summary>Leases the lowest runs that are left, or a batch to be done again; null if everything is leased or done.</summary>
    /// <param name="size">How many runs at most. A batch to be done again is leased as it is.</param>
    /// <param name="now">The time.</param>
    public BatchLease? TryLease(int size, DateTimeOffset now)
    {
        BatchLease? lease = null;
        if (taken.FirstGap(totalRuns) is var (start, end))
        {
            int count = (int)Math.Min(size, end - start);
            taken.Add(start, start + count);
            lease = new BatchLease(sweepId, nextLease++, start, count, null, leaseDuration);
        }
        else if (toRetry.TryDequeue(out BatchRecord? batch))
        {
            lease = new BatchLease(sweepId, nextLease++, batch.First, batch.Count, batch.File, leaseDuration);
        }

        if (lease is not null)
            leases.Add(lease.Number, (lease, now + leaseDuration));
        return lease;
    }

    /// <summary>Lets a lease last longer.</summary>
    /// <returns>False if the lease has ended or its range has been leased again.</returns>
    public bool Renew(long number, DateTimeOffset now)
    {
        if (!leases.TryGetValue(number, out var held))
            return false;
        leases[number] = (held.Lease, now + leaseDuration);
        return true;
    }

    /// <summary>Whether a report would make runs done: false if there are none or someone else has done any of them.</summary>
    /// <param name="first">The first run.</param>
    /// <param name="count">How many, from the first on.</param>
    /// <param name="isRetry">Whether the lease was for a batch to be done again.</param>
    public bool Accepts(long first, int count, bool isRetry) =>
        count > 0 && (isRetry ? retried.ContainsKey(first) : !done.Overlaps(first, first + count));

    /// <summary>Ends a lease, which may have expired meanwhile. What it does not make done is left again.</summary>
    /// <param name="number">The lease.</param>
    /// <param name="first">The first run that became done.</param>
    /// <param name="count">How many became done, from the first on.</param>
    public void Complete(long number, long first, int count)
    {
        if (count > 0)
        {
            retried.Remove(first);
            done.Add(first, first + count);
            taken.Add(first, first + count);
        }

        GiveBack(number);
    }

    /// <summary>Takes back the leases that were not renewed in time.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Expire(DateTimeOffset now)
    {
        long[] expired = [.. leases.Where(held => held.Value.Expires <= now).Select(held => held.Key)];
        foreach (long number in expired)
            GiveBack(number);
        return expired.Length > 0;
    }

    private void GiveBack(long number)
    {
        if (!leases.Remove(number, out var held))
            return;
        BatchLease lease = held.Lease;
        if (lease.RetryFile is not null)
        {
            if (retried.TryGetValue(lease.First, out BatchRecord? batch))
                toRetry.Enqueue(batch);
            return;
        }

        taken.Remove(lease.First, lease.First + lease.Count);
        foreach ((long start, long end) in done.Within(lease.First, lease.First + lease.Count))
            taken.Add(start, end);
    }
}
