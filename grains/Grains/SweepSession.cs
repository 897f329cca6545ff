using S2Grid.Contracts;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <summary>A sweep while this process runs it: its lock, its ledger and its counts. What becomes done is written down first.</summary>
internal sealed class SweepSession : IDisposable
{
    private readonly Catalogue catalogue;
    private readonly SegmentFolder folder;
    private readonly SweepLock sweepLock;
    private readonly BatchLedger ledger;
    private readonly BatchSizer sizer;
    private readonly TimeProvider clock;
    private readonly string sweepId;

    private SweepSession(
        string sweepId, Catalogue catalogue, SegmentFolder folder, SweepLock sweepLock, BatchLedger ledger, BatchSizer sizer, TimeProvider clock)
    {
        this.sweepId = sweepId;
        this.catalogue = catalogue;
        this.folder = folder;
        this.sweepLock = sweepLock;
        this.ledger = ledger;
        this.sizer = sizer;
        this.clock = clock;
        Counts = catalogue.Counts(sweepId);
    }

    /// <summary>What is done.</summary>
    public SweepCounts Counts { get; private set; }

    /// <summary>Whether nothing more is to be leased.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Why it drains, where it was not a person who asked for that.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether all runs are done.</summary>
    public bool IsComplete => ledger.IsComplete;

    /// <summary>Whether nothing more happens: all runs are done, or it is drained.</summary>
    public bool IsOver => IsComplete || (IsDraining && !ledger.HasLeases);

    /// <summary>Takes a sweep's lock, makes its catalogue and files agree, and finds out what is left.</summary>
    /// <exception cref="SweepRefusedException">Another process, or another grid in this one, runs it.</exception>
    public static async Task<SweepSession> OpenAsync(
        SweepRecord record, ResumeScope scope, int repeats, Catalogue catalogue, DataDirectory directory, GridSettings settings)
    {
        SweepLock sweepLock = SweepLock.TryTake(directory, record.Id) ?? throw new SweepRefusedException(
            $"The sweep {record.Name} is being run by process {SweepLock.Owner(directory, record.Id)}. " +
            $"Watch it with 's2grid sweeps watch {record.Name}', or cancel it first.");
        try
        {
            var folder = new SegmentFolder(directory, record.Id);
            long firstLease = await folder.RecoverAsync(catalogue, record.Id);
            IReadOnlyList<BatchRecord> batches = catalogue.Batches(record.Id);
            IEnumerable<BatchRecord> retries = scope == ResumeScope.Failed ? batches.Where(batch => batch.Failed > 0) : [];
            var ledger = new BatchLedger(record.Id, record.TotalRuns, batches, retries, firstLease, settings.LeaseDuration);
            return new SweepSession(record.Id, catalogue, folder, sweepLock, ledger, new BatchSizer(repeats), settings.Clock);
        }
        catch
        {
            sweepLock.Dispose();
            throw;
        }
    }

    /// <summary>Writes down that the sweep runs from now on.</summary>
    public void Start() => catalogue.Start(sweepId, clock.GetUtcNow());

    /// <summary>Ends leasing, for a person or because of a fault.</summary>
    public void Drain(string? fault = null)
    {
        IsDraining = true;
        Fault ??= fault;
    }

    /// <summary>Drains the sweep if another process asked for that.</summary>
    public void HeedOthers() => IsDraining |= catalogue.IsCancelRequested(sweepId);

    /// <summary>Takes back the leases that were not renewed in time.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Expire() => ledger.Expire(clock.GetUtcNow());

    /// <summary>The next batch, or null.</summary>
    public BatchLease? TryLease()
    {
        Expire();
        return IsDraining ? null : ledger.TryLease(sizer.Next(), clock.GetUtcNow());
    }

    /// <summary>Lets a lease last longer, and tells its slot what to do.</summary>
    public LeaseAnswer Renew(long number) =>
        !ledger.Renew(number, clock.GetUtcNow()) ? LeaseAnswer.Lost : IsDraining ? LeaseAnswer.Stop : LeaseAnswer.Renewed;

    /// <summary>Ends a lease; what was done under it becomes a part of the sweep, unless it was done by someone else meanwhile.</summary>
    /// <returns>Whether it became a part of the sweep.</returns>
    public bool Complete(BatchReport report)
    {
        bool isRetry = report.RetryFile is not null;
        bool accepted = ledger.Accepts(report.First, report.Count, isRetry) && TryPut(report);
        ledger.Complete(report.LeaseNumber, report.First, accepted ? report.Count : 0);
        if (report.Fault is not null)
            Drain(report.Fault);
        if (!accepted)
            return false;
        if (isRetry)
            folder.Discard(report.RetryFile!);
        else
            sizer.Learn(report.Count, report.Seconds);
        Counts = isRetry ? catalogue.Counts(sweepId) : Add(report);
        return true;
    }

    /// <summary>Writes down how the sweep came to rest.</summary>
    public void End() => catalogue.End(sweepId, IsComplete ? SweepPhase.Complete : SweepPhase.Drained, Fault, clock.GetUtcNow());

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => sweepLock.Dispose();

    private bool TryPut(BatchReport report)
    {
        try
        {
            catalogue.PutBatch(sweepId, new BatchRecord(report.First, report.Count, report.Failed, report.Reused, report.File!, report.Bytes));
            return true;
        }
        catch (StorageException e)
        {
            Drain(e.Message);
            return false;
        }
    }

    private SweepCounts Add(BatchReport report) => new(
        Counts.Done + report.Count,
        Counts.Failed + report.Failed,
        Counts.Reused + report.Reused,
        Counts.Segments + 1,
        Counts.Bytes + report.Bytes);
}
