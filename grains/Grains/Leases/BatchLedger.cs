namespace S2Grid.Grains.Leases;

/// <summary>
/// Which runs of a sweep are done, which are leased, which are to be done in a special way (again, elsewhere, with more memory, with
/// care), and so which are left. Its size follows from the leases and from how scattered the done runs are, not from how many there are.
/// </summary>
internal sealed class BatchLedger
{
    /// <summary>How many times a run that fails is tried, the first time included.</summary>
    public const int MaxAttempts = 3;

    /// <summary>After so many deaths of processes that did them, runs are not done any more.</summary>
    public const int MaxDeaths = 2;

    /// <summary>Into how many items a batch is cut after a process has died with it, so that few runs share the suspicion.</summary>
    private const int SuspectItems = 16;

    private readonly string sweepId;
    private readonly long totalRuns;
    private readonly TimeSpan leaseDuration;
    private readonly TimeProvider clock;
    private readonly RangeSet done = new();
    private readonly RangeSet taken = new();
    private readonly List<WorkItem> special = [];
    private readonly Dictionary<long, HeldLease> leases = [];
    private long nextLease;

    /// <summary>Rebuilds a ledger from what is stored.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="totalRuns">Its runs.</param>
    /// <param name="batches">The batches that are done.</param>
    /// <param name="firstLease">The number of the first lease.</param>
    /// <param name="leaseDuration">How long a lease lasts without being renewed.</param>
    /// <param name="clock">Tells how long ago that was.</param>
    public BatchLedger(string sweepId, long totalRuns, IEnumerable<BatchRecord> batches, long firstLease, TimeSpan leaseDuration,
        TimeProvider clock)
    {
        this.clock = clock;
        this.sweepId = sweepId;
        this.totalRuns = totalRuns;
        this.leaseDuration = leaseDuration;
        nextLease = firstLease;
        foreach (BatchRecord batch in batches)
        {
            done.Add(batch.First, batch.End);
            taken.Add(batch.First, batch.End);
        }
    }

    /// <summary>Whether every run has a result and nothing is left to be done again.</summary>
    public bool IsComplete =>
        done.Count == totalRuns && special.Count == 0 && !leases.Values.Any(held => held.Item.RetryFile is not null);

    public int LeaseCount => leases.Count;

    public long LeasedRuns => leases.Values.Sum(held => (long)held.Item.Count);

    /// <summary>The clock's timestamp when the oldest lease that is held was given; null if none is.</summary>
    public long? OldestLease => leases.Values.Min(held => (long?)held.Since);

    public IEnumerable<string> Silos => leases.Values.Select(held => held.Silo).Distinct();

    /// <summary>Lets the failed runs of a stored batch be done again.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="attempts">How many times they were tried so far.</param>
    /// <param name="avoid">The silo where that was, if another shall do it.</param>
    public void Retry(BatchRecord batch, int attempts, string? avoid) =>
        special.Add(new WorkItem(batch.First, batch.Count) { RetryFile = batch.File, Attempts = attempts, Avoid = avoid });

    /// <summary>
    /// Notes that processes have died with a range. What of it has no result is done in small items from now on, or, after
    /// <see cref="MaxDeaths"/>, not any more.
    /// </summary>
    /// <param name="lease">The range, with all deaths so far.</param>
    /// <param name="reason">For a range that is not to be done any more: why.</param>
    /// <returns>The items, as they are to be written down.</returns>
    public IReadOnlyList<LeaseRecord> Suspect(LeaseRecord lease, string reason)
    {
        var items = new List<WorkItem>();
        bool isQuarantined = lease.Deaths >= MaxDeaths;
        long size = isQuarantined ? lease.Count : Math.Max(1, (lease.Count + SuspectItems - 1) / SuspectItems);
        foreach ((long start, long end) in Gaps(lease.First, lease.End))
        {
            for (long first = start; first < end; first += size)
            {
                items.Add(new WorkItem(first, (int)Math.Min(size, end - first))
                {
                    Deaths = lease.Deaths,
                    Quarantine = isQuarantined ? reason : null,
                });
            }
        }

        taken.Add(lease.First, lease.End);
        special.AddRange(items);
        return [.. items.Select(item => new LeaseRecord(item.First, item.Count, "", item.Deaths))];
    }

    /// <summary>Leases the lowest runs that are left, or an item with a history; null if nothing is for this slot now.</summary>
    /// <param name="size">How many runs at most. An item with a history is leased as it is.</param>
    /// <param name="request">The worker that asks.</param>
    /// <param name="capacity">The silos that ask for work.</param>
    public BatchLease? TryLease(int size, WorkRequest request, ClusterCapacity capacity) =>
        (NextFresh(size) ?? NextSpecial(request, capacity)) is { } item
            ? Lease(item, request.Silo, request.Worker, capacity.LargestBudget)
            : null;

    /// <summary>Whether nobody has a run in work and it is still to be done.</summary>
    public bool IsPending(long run) => !taken.Overlaps(run, run + 1) || special.Exists(item => item.Holds(run));

    /// <summary>What is known from before of a run that is pending.</summary>
    public WorkItem ItemOf(long run) => special.Find(item => item.Holds(run)) ?? new WorkItem(run, 1);

    /// <summary>Leases what is pending.</summary>
    /// <param name="item">The runs, as <see cref="ItemOf"/> tells of them.</param>
    /// <param name="silo">Where they are done.</param>
    /// <param name="worker">Who does them there.</param>
    /// <param name="largestBudget">Bytes of table memory that one run may take on the largest silo.</param>
    public BatchLease Lease(WorkItem item, string silo, string worker, long largestBudget = 0)
    {
        special.Remove(item);
        taken.Add(item.First, item.End);
        var lease = new BatchLease(
            sweepId,
            nextLease++,
            item.First,
            item.Count,
            item.RetryFile,
            leaseDuration,
            largestBudget,
            item.Quarantine is null ? item.Attempts + 1 : MaxAttempts,
            item.Quarantine);
        Hold(lease, item, silo, worker, isConfirmed: false);
        return lease;
    }

    /// <summary>
    /// Takes over a lease that another coordinator gave, and that its holder has said to have. It is alive and may go on; it has as long as
    /// for any lease to say so.
    /// </summary>
    public void Adopt(LeaseRecord lease)
    {
        if (!Gaps(lease.First, lease.End).Any())
            return;
        taken.Add(lease.First, lease.End);
        var item = new WorkItem(lease.First, lease.Count) { Deaths = lease.Deaths };
        var held = new BatchLease(sweepId, lease.Number, lease.First, lease.Count, null, leaseDuration, 0, 1, null);
        Hold(held, item, lease.Silo, lease.Worker, isConfirmed: true);
    }

    /// <summary>What is known of a lease; null if nobody holds it.</summary>
    public HeldLease? Held(long number) => leases.GetValueOrDefault(number);

    /// <summary>Lets a lease last longer; its holder has it.</summary>
    /// <returns>False if the lease has ended or its range has been leased again.</returns>
    public bool Renew(long number)
    {
        if (!leases.TryGetValue(number, out HeldLease? held))
            return false;
        leases[number] = held with { RenewedAt = clock.GetTimestamp(), IsConfirmed = true };
        return true;
    }

    /// <summary>Whether a report would make runs done: false if there are none or someone else has done any of them.</summary>
    /// <param name="first">The first run.</param>
    /// <param name="count">How many, from the first on.</param>
    /// <param name="retryFile">The segment whose failed runs were done again, or null.</param>
    public bool Accepts(long first, int count, string? retryFile) =>
        count > 0 && (retryFile is null ? !done.Overlaps(first, first + count) : IsToRetry(retryFile));

    /// <summary>Ends a lease, which may have expired meanwhile. What it does not make done is left again.</summary>
    /// <param name="number">The lease.</param>
    /// <param name="first">The first run that became done.</param>
    /// <param name="count">How many became done, from the first on.</param>
    /// <param name="retryFile">The segment that the result takes the place of, or null.</param>
    /// <param name="demandedBytes">The table memory that the run after the last one done needs, where the silo could not give it.</param>
    public void Complete(long number, long first, int count, string? retryFile, long demandedBytes)
    {
        if (count > 0)
        {
            done.Add(first, first + count);
            taken.Add(first, first + count);
            special.RemoveAll(item => item.RetryFile is null ? !Gaps(item.First, item.End).Any() : item.RetryFile == retryFile);
            if (retryFile is not null)
                leases.Remove(number);
        }

        if (!leases.Remove(number, out HeldLease? held))
            return;
        long next = first + count;
        if (demandedBytes > 0 && retryFile is null && next < held.Item.End && !done.Overlaps(next, next + 1))
        {
            special.Add(held.Item with { First = next, Count = 1, DemandedBytes = demandedBytes });
            next++;
        }

        GiveBack(held.Item, demandedBytes > 0 ? next : held.Item.First);
    }

    /// <summary>The leases that were not renewed in time.</summary>
    public IReadOnlyList<HeldLease> Expired => [.. leases.Values.Where(held => clock.GetElapsedTime(held.RenewedAt) >= leaseDuration)];

    /// <summary>The leases that a worker has; when it asks for work, it has given all of them up.</summary>
    public IReadOnlyList<long> HeldBy(string worker) => [.. leases.Where(held => held.Value.Worker == worker).Select(held => held.Key)];

    /// <summary>The numbers of the leases that a silo has.</summary>
    public IReadOnlyList<long> HeldOn(string silo) => [.. leases.Where(held => held.Value.Silo == silo).Select(held => held.Key)];

    /// <summary>Takes a lease from its holder.</summary>
    /// <param name="number">The lease.</param>
    /// <param name="hasDied">Whether its holder has died with it.</param>
    /// <returns>If it has: the runs, with this death counted, which nobody has any more and which <see cref="Suspect"/> makes pending
    /// again. Null if they are pending, as if they had never been leased: nobody has died, or they are done again only.</returns>
    public LeaseRecord? Take(long number, bool hasDied)
    {
        if (!leases.Remove(number, out HeldLease? held))
            return null;
        if (!hasDied || held.Item.RetryFile is not null || held.Item.Quarantine is not null)
        {
            GiveBack(held.Item, held.Item.First);
            return null;
        }

        return new LeaseRecord(held.Item.First, held.Item.Count, held.Silo, held.Item.Deaths + 1);
    }

    private void Hold(BatchLease lease, WorkItem item, string silo, string worker, bool isConfirmed)
    {
        long now = clock.GetTimestamp();
        leases.Add(lease.Number, new HeldLease(lease, item, silo, worker, now, now, isConfirmed));
    }

    private static bool IsFor(WorkItem item, WorkRequest request, ClusterCapacity capacity) =>
        (item.Avoid != request.Silo || capacity.Silos <= 1)
        && (item.DemandedBytes <= request.MemoryBudget || item.DemandedBytes > capacity.LargestBudget);

    private bool IsToRetry(string file) =>
        special.Exists(item => item.RetryFile == file) || leases.Values.Any(held => held.Item.RetryFile == file);

    private WorkItem? NextFresh(int size) =>
        taken.FirstGap(totalRuns) is var (start, end) ? new WorkItem(start, (int)Math.Min(size, end - start)) : null;

    private WorkItem? NextSpecial(WorkRequest request, ClusterCapacity capacity) =>
        special.Find(item => IsFor(item, request, capacity) && (item.Deaths == 0 || !HoldsSuspect(request.Silo)));

    /// <summary>A silo does one suspect item at a time: if it dies again, it is known which one it was.</summary>
    private bool HoldsSuspect(string silo) => leases.Values.Any(held => held.Silo == silo && held.Item.Deaths > 0);

    private void GiveBack(WorkItem item, long from)
    {
        if (item.RetryFile is not null)
        {
            special.Add(item);
            return;
        }

        bool hasHistory = item.Deaths > 0 || item.DemandedBytes > 0;
        foreach ((long start, long end) in Gaps(from, item.End))
        {
            if (hasHistory)
                special.Add(item with { First = start, Count = (int)(end - start) });
            else
                taken.Remove(start, end);
        }
    }

    private IEnumerable<(long Start, long End)> Gaps(long first, long end)
    {
        long start = first;
        foreach ((long from, long to) in done.Within(first, end))
        {
            if (start < from)
                yield return (start, from);
            start = to;
        }

        if (start < end)
            yield return (start, end);
    }
}
