using System.Diagnostics;
using S2Grid.Common;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Cluster;
using S2Grid.Grains.Leases;
using S2Grid.Grains.Matching;
using S2Grid.Grains.Telemetry;
using S2Grid.Runs;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Sweeps;

/// <summary>A sweep while it is run: its lock, its ledger and its counts. What becomes done is written down first.</summary>
internal sealed partial class SweepSession : IDisposable
{
    /// <summary>Leases of an epoch are numbered from here on, so that no number, and no segment's name, comes twice in a sweep's life.</summary>
    private const long LeasesPerEpoch = 1_000_000_000;

    private readonly ICatalogue catalogue;
    private readonly ISegmentStore segments;
    private readonly IDisposable sweepLock;
    private readonly BatchLedger ledger;
    private readonly BatchSizer sizer;
    private readonly GridSettings settings;
    private readonly GridInstruments instruments;
    private readonly AgentInstruments agentInstruments;
    private readonly long epoch;
    private readonly Activity? span;
    private DateTimeOffset lastProgress;
    private ClusterCapacity capacity = new(1, 0);
    private SweepPhase restPhase = SweepPhase.Drained;

    private SweepSession(
        SweepRecord record,
        long epoch,
        ICatalogue catalogue,
        ISegmentStore segments,
        IDisposable sweepLock,
        BatchLedger ledger,
        BatchSizer sizer,
        GridSettings settings,
        GridInstruments instruments,
        AgentInstruments agentInstruments)
    {
        Record = record;
        this.epoch = epoch;
        this.catalogue = catalogue;
        this.segments = segments;
        this.sweepLock = sweepLock;
        this.ledger = ledger;
        this.sizer = sizer;
        this.settings = settings;
        this.instruments = instruments;
        this.agentInstruments = agentInstruments;
        lastProgress = settings.Clock.GetUtcNow();
        span = SweepTraces.StartSweep(record.Id, record.Name, record.TotalRuns);
    }

    /// <summary>The sweep as it was when the session began.</summary>
    public SweepRecord Record { get; private set; }

    /// <summary>What is done.</summary>
    public SweepCounts Counts { get; private set; }

    /// <summary>Whether nothing more is to be leased.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Why it drains, where it was not a person who asked for that; or else what it waits for.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether someone else has begun to run the sweep: nothing of this session counts any more.</summary>
    public bool IsOvertaken { get; private set; }

    /// <summary>Whether nothing more happens: all runs are done, or it is drained, or it is not this session's any more.</summary>
    public bool IsOver => IsOvertaken || ledger.IsComplete || (IsDraining && ledger.LeaseCount == 0);

    /// <summary>Takes the lock of a sweep, makes what is stored agree, and finds out what is left.</summary>
    /// <returns>Null if nothing is left: then nothing was changed.</returns>
    /// <exception cref="RefusedException">Another process, or another grid in this one, runs it.</exception>
    public static async Task<SweepSession?> OpenAsync(
        SweepRecord record,
        ResumeScope scope,
        SweepSpecification specification,
        ICatalogue catalogue,
        ISegmentStore segments,
        GridSettings settings,
        GridInstruments instruments,
        AgentInstruments agentInstruments)
    {
        IDisposable sweepLock = await catalogue.TryLock(record.Id) ?? throw new RefusedException(
            $"The sweep {record.Name} is being run by process {catalogue.Owner(record.Id)}. " +
            $"Watch it with 's2grid sweeps watch {record.Name}', or cancel it first.");
        try
        {
            SweepRecovery recovery = await SweepRecovery.FindAsync(catalogue, segments, record.Id);
            bool isUnfinished = record.Phase == SweepPhase.Started && settings.IsCluster;
            BatchRecord[] retries = [.. recovery.Batches.Where(batch =>
                batch.Failed > 0 && (scope == ResumeScope.Failed || (isUnfinished && batch.Attempts < BatchLedger.MaxAttempts)))];
            if (recovery.Batches.Sum(batch => (long)batch.Count) == record.TotalRuns && retries.Length == 0 && record.Phase == SweepPhase.Complete)
            {
                sweepLock.Dispose();
                return null;
            }

            long epoch = await catalogue.Begin(record.Id, settings.Clock.GetUtcNow());
            await recovery.ApplyAsync(epoch, isAlone: !settings.IsCluster);
            bool isMeasured = specification.Backend == Backend.Kvm;
            TimeSpan leaseDuration = isMeasured ? settings.AgentLeaseDuration : settings.LeaseDuration;
            var ledger = new BatchLedger(record.Id, record.TotalRuns, recovery.Batches, epoch * LeasesPerEpoch, leaseDuration);
            foreach (BatchRecord batch in retries)
                ledger.Retry(batch, scope == ResumeScope.Failed ? 0 : batch.Attempts, avoid: null);
            var session = new SweepSession(
                (await catalogue.Find(record.Id))!, epoch, catalogue, segments, sweepLock, ledger, new BatchSizer(specification.Repeats), settings, instruments, agentInstruments)
            {
                Counts = await catalogue.Counts(record.Id),
                measured = isMeasured ? new MeasuredPlan(specification.Plan, specification.Repeats) : null,
            };
            foreach (LeaseRecord lease in await catalogue.Leases(record.Id))
                await session.RecallAsync(lease, scope);
            if (isMeasured)
                session.Remember(await catalogue.Agents.RunsOf(record.Id));
            return session;
        }
        catch
        {
            sweepLock.Dispose();
            throw;
        }
    }

    /// <summary>How it stands, for metrics.</summary>
    /// <param name="endedAt">When it came to rest; null while it is run.</param>
    public SweepFigures Figures(DateTimeOffset? endedAt)
    {
        double seconds = ((endedAt ?? settings.Clock.GetUtcNow()) - Record.StartedAt).TotalSeconds;
        long done = Counts.Done - Record.DoneAtStart;
        return new SweepFigures(
            Record.Name,
            Record.TotalRuns,
            Counts.Done,
            Counts.Failed,
            ledger.LeasedRuns,
            ledger.LeaseCount,
            ledger.OldestLease,
            lastProgress,
            done > 0 && seconds > 0 ? done / seconds : null,
            IsDraining,
            endedAt);
    }

    /// <summary>Ends leasing.</summary>
    /// <param name="phase">How the sweep is to rest afterwards, unless it is complete by then.</param>
    /// <param name="fault">Why, where no person asked for it.</param>
    public void Drain(SweepPhase phase, string? fault = null)
    {
        if (!IsDraining)
            (IsDraining, restPhase, Fault) = (true, phase, fault);
    }

    /// <summary>Drains the sweep if another process asked for that.</summary>
    public async Task DrainIfAskedAsync()
    {
        if (await catalogue.Asked(Record.Id) is { } phase)
            Drain(phase);
    }

    /// <summary>Changes how the sweep shares the grid.</summary>
    public void Apply(SweepPolicy policy) => Record = Record with { Policy = policy };

    /// <summary>Takes back the leases that were not renewed in time, and those of silos that are gone.</summary>
    /// <param name="dispositionOf">What has become of a silo.</param>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> ExpireAsync(Func<string, ValueTask<SiloDisposition>> dispositionOf)
    {
        if (IsMeasured)
            return await ExpireRunsAsync();
        int expired = ledger.Expire(settings.Clock.GetUtcNow());
        instruments.Expired(expired);
        bool any = expired > 0;
        foreach (string silo in ledger.Silos.ToArray())
        {
            SiloDisposition disposition = await dispositionOf(silo);
            if (disposition is SiloDisposition.Alive or SiloDisposition.Unknown)
                continue;
            any = true;
            instruments.SiloDied();
            await TakeFromAsync(silo, disposition);
        }

        return any;
    }

    /// <summary>The next batch, or null.</summary>
    public async Task<BatchLease?> TryLeaseAsync(WorkRequest request, ClusterCapacity others)
    {
        if (IsMeasured)
            return null;
        capacity = others;
        instruments.Expired(ledger.Expire(settings.Clock.GetUtcNow()));
        foreach (long number in ledger.HeldBy(request.Worker))
            await ReleaseAsync(number);
        if (IsDraining || request.EngineVersion != Record.EngineVersion || ledger.LeaseCount >= (Record.Policy.Parallelism ?? int.MaxValue))
            return null;
        if (ledger.TryLease(sizer.Next(), request, capacity, settings.Clock.GetUtcNow()) is not { } lease)
            return null;
        if (settings.IsCluster && lease.RetryFile is null)
            await WriteDownAsync(lease, request.Silo, request.Worker);
        return IsOvertaken ? null : lease with { Trace = span?.Id };
    }

    /// <summary>Lets a lease last longer, and tells its slot what to do.</summary>
    public LeaseStatus Renew(long number) =>
        !ledger.Renew(number, settings.Clock.GetUtcNow()) ? LeaseStatus.Lost : IsDraining ? LeaseStatus.Stop : LeaseStatus.Renewed;

    /// <summary>Ends a lease; what was done under it becomes a part of the sweep, unless it was done by someone else meanwhile.</summary>
    /// <returns>Whether it is a part of the sweep.</returns>
    /// <exception cref="StorageException">It could not be written down now. The lease is held still.</exception>
    public async Task<bool> CompleteAsync(BatchReport report)
    {
        BatchRecord batch = ToRecord(report);
        bool accepted = ledger.Accepts(report.First, report.Count, report.RetryFile) && await TryPutAsync(batch);
        HeldLease? held = ledger.Held(report.LeaseNumber);
        ledger.Complete(report.LeaseNumber, report.First, accepted ? report.Count : 0, report.RetryFile, report.DemandedBytes);
        HandleFault(report);
        if (accepted)
            Account(report, batch, held?.Silo);
        await TidyAsync(report, held, accepted);
        return accepted || (report.File is not null && (await catalogue.BatchOf(Record.Id, report.First))?.File == report.File);
    }

    /// <summary>Writes down how the sweep came to rest.</summary>
    public async Task EndAsync()
    {
        SweepPhase phase = ledger.IsComplete ? SweepPhase.Complete : restPhase;
        if (!IsOvertaken)
            await catalogue.End(Record.Id, epoch, phase, IsDraining ? Fault : null, settings.Clock.GetUtcNow());
    }

    /// <summary>Notes what the sweep waits for, as long as it does not drain; null that it does not.</summary>
    public void Wait(string? reason)
    {
        if (!IsDraining)
            Fault = reason;
    }

    /// <summary>Releases the lock of the sweep.</summary>
    public void Dispose()
    {
        span?.SetTag("s2grid.sweep.done", Counts.Done).SetTag("s2grid.sweep.failed", Counts.Failed);
        span?.Dispose();
        sweepLock.Dispose();
    }

    private static BatchRecord ToRecord(BatchReport report) =>
        new(report.First, report.Count, report.Failed, report.Reused, report.File ?? "", report.Bytes) { Attempts = report.Attempt };

    /// <summary>Takes up a lease that was written down. If its silo is gone, that is found as for any other lease.</summary>
    private async Task RecallAsync(LeaseRecord lease, ResumeScope scope)
    {
        if (scope == ResumeScope.Failed)
            await catalogue.RemoveLease(Record.Id, epoch, lease.First);
        else if (lease.Number > 0 && lease.Deaths < BatchLedger.MaxDeaths)
            ledger.Adopt(lease, settings.Clock.GetUtcNow());
        else if (lease.Deaths > 0)
            await SuspectAsync(lease);
    }

    /// <summary>
    /// Takes the leases of a silo that is gone. Runs are suspect if its process has ended with them in work; not if it was only cast
    /// out, nor if it disowned them before its end, nor if it was given them after its end.
    /// </summary>
    private async Task TakeFromAsync(string silo, SiloDisposition disposition)
    {
        HashSet<long> written = [.. (await catalogue.Leases(Record.Id)).Where(lease => lease.Silo == silo).Select(lease => lease.Number)];
        foreach (long number in ledger.HeldOn(silo))
        {
            if (disposition == SiloDisposition.Evicted || !written.Contains(number) || ledger.Held(number) is not { IsConfirmed: true })
                await ReleaseAsync(number);
            else if (ledger.Take(number) is { } lost)
                await SuspectAsync(lost);
        }
    }

    /// <summary>Takes back a lease whose answer has never reached its holder, or whose holder has given up.</summary>
    private async Task ReleaseAsync(long number)
    {
        WorkItem item = ledger.Held(number)!.Item;
        if (settings.IsCluster && item.RetryFile is null)
            await ForgetLeaseAsync(item, item.First, accepted: false);
        ledger.GiveBack(number);
    }

    private Task SuspectAsync(LeaseRecord lost)
    {
        string where = lost.Silo.Length > 0 ? $", last {lost.Silo}" : "";
        return SuspectAsync(lost, IsMeasured ? "agents have died or were lost while they did it" : $"processes have died while they did it{where}");
    }

    private async Task SuspectAsync(LeaseRecord lost, string what)
    {
        if (lost.Deaths >= BatchLedger.MaxDeaths)
            instruments.Quarantined(lost.Count);
        string reason = $"quarantined, because {lost.Deaths} {what}; 's2grid sweeps resume {Record.Name} --failed' tries again";
        await catalogue.RemoveLease(Record.Id, epoch, lost.First);
        foreach (LeaseRecord item in ledger.Suspect(lost, reason))
            await catalogue.PutLease(Record.Id, epoch, item);
    }

    private async Task WriteDownAsync(BatchLease lease, string silo, string worker)
    {
        try
        {
            int deaths = ledger.Held(lease.Number)!.Item.Deaths;
            var written = new LeaseRecord(lease.First, lease.Count, silo, deaths) { Number = lease.Number, Hand = worker };
            IsOvertaken |= !await catalogue.PutLease(Record.Id, epoch, written);
        }
        catch
        {
            ledger.GiveBack(lease.Number);
            throw;
        }
    }

    private void Account(BatchReport report, BatchRecord batch, string? silo)
    {
        Wait(null);
        lastProgress = settings.Clock.GetUtcNow();
        if (report.RetryFile is null)
        {
            sizer.Learn(report.Count, report.Seconds);
            Counts = Add(report);
        }

        if (batch.Failed > 0)
            TryAgainOrStop(batch, silo);
    }

    /// <summary>Drops what a report has made superfluous. What stays behind if storage fails now does no harm.</summary>
    private async Task TidyAsync(BatchReport report, HeldLease? held, bool accepted)
    {
        try
        {
            if (accepted && report.RetryFile is not null)
            {
                await segments.Discard(Record.Id, report.RetryFile);
                Counts = await catalogue.Counts(Record.Id);
            }

            if (settings.IsCluster && held is { Item.RetryFile: null })
                await ForgetLeaseAsync(held.Item, report.First + (accepted ? report.Count : 0), accepted);
        }
        catch (StorageException)
        {
            // The next session finds what is left behind, and that it is of no use.
        }
    }

    /// <summary>What of a lease was not done is no longer in work: nobody's death is its fault any more.</summary>
    private async Task ForgetLeaseAsync(WorkItem item, long rest, bool accepted)
    {
        if (!accepted)
            await catalogue.RemoveLease(Record.Id, epoch, item.First);
        if (item.Deaths > 0 && rest < item.End)
            await catalogue.PutLease(Record.Id, epoch, new LeaseRecord(rest, (int)(item.End - rest), "", item.Deaths));
    }

    private void HandleFault(BatchReport report)
    {
        if (report.Fault is null)
            return;
        if (settings.IsCluster && report.IsFaultTransient)
            Wait(report.Fault);
        else
            Drain(SweepPhase.Drained, report.Fault);
    }

    private void TryAgainOrStop(BatchRecord batch, string? silo)
    {
        if (batch.Attempts < BatchLedger.MaxAttempts && (IsMeasured ? HasAnother(batch.First, silo) : capacity.Silos > 1))
        {
            ledger.Retry(batch, batch.Attempts, silo);
            instruments.Retried();
        }
        else if (Record.Policy.FailFast)
        {
            Drain(SweepPhase.Drained, $"{batch.Failed} of the runs {batch.First} to {batch.End - 1} failed, and the sweep is to stop at the first failure");
        }
    }

    private async Task<bool> TryPutAsync(BatchRecord batch)
    {
        try
        {
            bool isMine = await catalogue.PutBatch(Record.Id, epoch, batch);
            IsOvertaken |= !isMine;
            return isMine;
        }
        catch (StorageException e) when (!(settings.IsCluster && e.IsTransient))
        {
            Drain(SweepPhase.Drained, e.Message);
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
