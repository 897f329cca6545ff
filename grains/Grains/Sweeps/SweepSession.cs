using S2Grid.Grains.Cluster;
using S2Grid.Grains.Leases;
using S2Grid.Grains.Matching;
using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Sweeps;

/// <summary>
/// A sweep while it is run: its lock, its ledger and its counts. What becomes done is written down first. Slots lease batches of a
/// simulated sweep, agents lease single runs of one that is measured.
/// </summary>
internal sealed class SweepSession : IDisposable
{
    /// <summary>Leases of an epoch are numbered from here on, so that no number, and no segment's name, comes twice in a sweep's
    /// life.</summary>
    private const long LeasesPerEpoch = 1_000_000_000;

    private static readonly TimeSpan TidyPatience = TimeSpan.FromSeconds(1);

    private readonly SweepContext grid;
    private readonly IDisposable sweepLock;
    private readonly long epoch;
    private readonly BatchLedger ledger;
    private readonly BatchSizer sizer;
    private readonly Activity? span;
    private readonly long start;
    private readonly CancellationTokenSource ended = new();
    private long lastProgress;
    private Waiting waiting;
    private ClusterCapacity capacity = new(1, 0);
    private SweepPhase restPhase = SweepPhase.Drained;
    private Task? tidying;

    private SweepSession(
        SweepContext grid, SweepRecord record, SweepSpecification specification, IDisposable sweepLock, long epoch, BatchLedger ledger)
    {
        this.grid = grid;
        this.sweepLock = sweepLock;
        this.epoch = epoch;
        this.ledger = ledger;
        Record = record;
        sizer = new BatchSizer(specification.Repeats);
        Measured = specification.Backend == Backend.Kvm ? new MeasuredRuns(specification, ledger) : null;
        start = lastProgress = grid.Clock.GetTimestamp();
        span = SweepTraces.StartSweep(record.Id, record.Name, record.TotalRuns);
    }

    /// <summary>The sweep as it was when the session began.</summary>
    public SweepRecord Record { get; set; }

    /// <summary>Its runs, if agents measure them; else null.</summary>
    public MeasuredRuns? Measured { get; }

    /// <summary>Told of each lease that an agent has not renewed in time, with its number.</summary>
    public Action<string, long> OnExpired { get; set; } = (_, _) => { };

    public SweepCounts Counts { get; private set; }

    /// <summary>How far it is.</summary>
    public SweepProgress Progress => new(
        IsDraining ? SweepState.Draining : SweepState.Running,
        Record.TotalRuns,
        Counts.Done,
        Counts.Failed,
        Counts.Reused,
        Counts.Done - Record.DoneAtStart,
        Elapsed,
        Fault,
        waiting.Runs,
        waiting.ImpossibleRuns);

    private TimeSpan Elapsed => grid.Clock.GetElapsedTime(start);

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
        SweepContext grid, SweepRecord record, SweepSpecification specification, ResumeScope scope)
    {
        SweepCatalogue catalogue = grid.Catalogue;
        IDisposable sweepLock = await catalogue.TryLock(record.Id) ?? throw new RefusedException(
            $"The sweep {record.Name} is being run by process {catalogue.Owner(record.Id)}. " +
            $"Watch it with 's2grid sweeps watch {record.Name}', or cancel it first.");
        try
        {
            if (record.Phase == SweepPhase.Complete && !await HasWorkAsync(grid, record, scope))
            {
                sweepLock.Dispose();
                return null;
            }

            // Whoever ran it before, and may think that he still does, changes nothing in the catalogue from here on. What was found out
            // before that may be so no longer: segments may have been joined.
            long epoch = await catalogue.Begin(record.Id, grid.Clock.GetUtcNow());
            SweepRecovery recovery = await SweepRecovery.FindAsync(catalogue, grid.Segments, record.Id);
            await recovery.ApplyAsync(epoch, isAlone: !grid.Policy.HasManySilos);
            TimeSpan leaseDuration =
                specification.Backend == Backend.Kvm ? grid.Settings.AgentLeaseDuration : grid.Settings.LeaseDuration;
            var ledger = new BatchLedger(
                record.Id, record.TotalRuns, recovery.Batches, epoch * LeasesPerEpoch, leaseDuration, grid.Clock);
            bool isUnfinished = record.Phase == SweepPhase.Started && grid.Policy.RecoversSweeps;
            foreach (BatchRecord batch in recovery.Batches.Where(batch => MayRetry(batch, scope, isUnfinished)))
                ledger.Retry(batch, scope == ResumeScope.Failed ? 0 : batch.Attempts, avoid: null);
            var session = new SweepSession(grid, (await catalogue.Find(record.Id))!, specification, sweepLock, epoch, ledger)
            {
                Counts = await catalogue.Counts(record.Id),
            };
            foreach (LeaseRecord lease in await catalogue.Leases(record.Id))
                await session.RecallAsync(lease, scope);
            session.Measured?.Remember(await catalogue.Agents.RunsOf(record.Id));
            return session;
        }
        catch
        {
            sweepLock.Dispose();
            throw;
        }
    }

    /// <summary>Whether a sweep that is complete has runs to do again, or its catalogue and segments do not agree.</summary>
    private static async Task<bool> HasWorkAsync(SweepContext grid, SweepRecord record, ResumeScope scope)
    {
        SweepRecovery recovery = await SweepRecovery.FindAsync(grid.Catalogue, grid.Segments, record.Id);
        return recovery.IsNeeded || recovery.Batches.Sum(batch => (long)batch.Count) != record.TotalRuns
            || recovery.Batches.Any(batch => MayRetry(batch, scope, isUnfinished: false));
    }

    private static bool MayRetry(BatchRecord batch, ResumeScope scope, bool isUnfinished) =>
        batch.Failed > 0 && (scope == ResumeScope.Failed || (isUnfinished && batch.Attempts < BatchLedger.MaxAttempts));

    /// <summary>How it stands, for metrics.</summary>
    /// <param name="isOver">Whether it has come to rest.</param>
    public SweepFigures Figures(bool isOver) => new(
        Record.Name, Progress, ledger.LeasedRuns, ledger.LeaseCount, ledger.OldestLease, lastProgress,
        isOver ? grid.Clock.GetTimestamp() : null);

    /// <summary>Ends leasing.</summary>
    /// <param name="phase">How the sweep is to rest afterwards, unless it is complete by then.</param>
    /// <param name="fault">Why, where no person asked for it.</param>
    public void Drain(SweepPhase phase, string? fault = null)
    {
        if (IsDraining)
            return;
        (IsDraining, restPhase, Fault, waiting) = (true, phase, fault, default);
    }

    /// <summary>Drains the sweep if another process asked for that.</summary>
    public async Task DrainIfAskedAsync()
    {
        if (await grid.Catalogue.Asked(Record.Id) is { } phase)
            Drain(phase);
    }

    /// <summary>Changes how the sweep shares the grid.</summary>
    public void Apply(SweepPolicy policy) => Record = Record with { Policy = policy };

    /// <summary>Takes back the leases that were not renewed in time, and those of silos that are gone.</summary>
    /// <param name="dispositionOf">What has become of a silo.</param>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> ExpireAsync(Func<string, ValueTask<SiloDisposition>> dispositionOf)
    {
        bool any = await ExpireAsync();
        foreach (string silo in Measured is null ? ledger.Silos.ToArray() : [])
        {
            SiloDisposition disposition = await dispositionOf(silo);
            if (disposition is SiloDisposition.Alive or SiloDisposition.Unknown)
                continue;
            any = true;
            grid.Instruments.SiloDied();
            await TakeFromAsync(silo, disposition);
        }

        return any;
    }

    /// <summary>The next batch for a slot, or null.</summary>
    public async Task<BatchLease?> TryLeaseAsync(WorkRequest request, ClusterCapacity others)
    {
        if (Measured is not null)
            return null;
        capacity = others;
        await GiveUpAsync(request.Worker);
        if (!MayLease || request.EngineVersion != Record.EngineVersion)
            return null;
        return ledger.TryLease(sizer.Next(), request, capacity) is { } lease ? Give(lease) : null;
    }

    /// <summary>The next run for an agent, or a kernel that it is to boot first; null if it can take nothing now.</summary>
    /// <param name="request">The agent.</param>
    /// <param name="online">All agents that have asked lately, this one included.</param>
    public async Task<RunLease?> TryLeaseRunAsync(AgentWorkRequest request, IReadOnlyList<AgentWorkRequest> online)
    {
        if (Measured is null)
            return null;
        Measured.Note(request, online);
        await GiveUpAsync(request.AgentId);
        if (!MayLease)
            return null;
        (WorkItem? run, string? variant) = Measured.Choose(request);
        BatchLease? lease = run is null ? null : Give(ledger.Lease(run, request.AgentId, request.AgentId));
        return lease is null && variant is null ? null : new RunLease(lease, Record.Name, variant);
    }

    /// <summary>
    /// Lets a lease last longer, and tells its holder what to do. The first time it is written down that its holder has it: a lease
    /// whose answer never reached anyone is nobody's death, also for a coordinator that comes after this one.
    /// </summary>
    /// <exception cref="StorageException">It could not be written down now.</exception>
    public async Task<LeaseStatus> RenewAsync(long number)
    {
        if (ledger.Held(number) is { IsConfirmed: false } held && IsWritten(held.Item.RetryFile))
        {
            string silo = Measured is null ? held.Silo : "";
            var lease = new LeaseRecord(held.Item.First, held.Item.Count, silo, held.Item.Deaths) { Number = number, Worker = held.Worker };
            IsOvertaken |= !await grid.Catalogue.PutLease(Record.Id, epoch, lease);
        }

        return IsOvertaken || !ledger.Renew(number) ? LeaseStatus.Lost : IsDraining ? LeaseStatus.Stop : LeaseStatus.Renewed;
    }

    /// <summary>Ends an agent's lease without a result.</summary>
    public async Task GiveBackAsync(long number, bool hasDied, string? refusal)
    {
        if (ledger.Held(number) is not { } held || Measured is null)
            return;
        if (refusal is not null)
            Measured.Refuse(held.Item.First, held.Worker, refusal);
        await TakeAsync(number, hasDied);
    }

    /// <summary>Ends a lease; what was done under it becomes a part of the sweep, unless it was done by someone else meanwhile.</summary>
    /// <returns>Whether it is a part of the sweep.</returns>
    /// <exception cref="StorageException">It could not be written down now. The lease is held still.</exception>
    public async Task<bool> CompleteAsync(BatchReport report)
    {
        BatchRecord? batch = report.Stored;
        bool accepted = batch is not null && ledger.Accepts(report.First, batch.Count, report.RetryFile) && await TryPutAsync(batch);
        HeldLease? held = ledger.Held(report.LeaseNumber);
        int done = accepted ? batch!.Count : 0;
        ledger.Complete(report.LeaseNumber, report.First, done, report.RetryFile, report.DemandedBytes);
        if (report.Fault is { } fault)
            HandleFault(fault, report.IsFaultTransient);
        if (accepted)
            Account(report, batch!, held?.Silo);
        await TidyAsync(report, held, done);
        return accepted || (batch is not null && await grid.IsPartAsync(Record.Id, batch));
    }

    /// <summary>
    /// Tidies what is stored of a sweep whose runs are all done. It goes on aside where it takes longer than a moment: then this is to be
    /// asked again, as where the catalogue was away.
    /// </summary>
    /// <returns>Whether nothing of that is left to do.</returns>
    /// <exception cref="StorageException">The catalogue is away, which is waited out.</exception>
    public async Task<bool> TidySegmentsAsync()
    {
        if (tidying is null && !IsOvertaken && ledger.IsComplete)
        {
            CancellationToken end = ended.Token;
            tidying = Task.Run(() => TidySegmentsAsync(end), CancellationToken.None);
            await Task.WhenAny(tidying, Task.Delay(TidyPatience));
        }

        if (tidying is not { IsFaulted: true } fault)
            return tidying is null or { IsCompleted: true };
        tidying = null;
        await fault;
        return false;
    }

    /// <summary>Writes down how the sweep came to rest.</summary>
    /// <returns>Whether all its runs are done.</returns>
    public async Task<bool> EndAsync()
    {
        SweepPhase phase = ledger.IsComplete ? SweepPhase.Complete : restPhase;
        // By the clock as it was at the start, so that the time between the two is what it took, whatever the clock was set to since.
        if (!IsOvertaken)
            await grid.Catalogue.End(Record.Id, epoch, phase, IsDraining ? Fault : null, Record.StartedAt + Elapsed);
        return !IsOvertaken && phase == SweepPhase.Complete;
    }

    /// <summary>Notes what the sweep waits for, as long as it does not drain; null that it does not.</summary>
    public void Wait(string? reason) => Wait(new Waiting(reason, 0, 0));

    /// <summary>The same where it waits for agents.</summary>
    public void Wait(Waiting what)
    {
        if (!IsDraining)
            (Fault, waiting) = (what.Reason, what);
    }

    /// <summary>Releases the lock of the sweep.</summary>
    public void Dispose()
    {
        span?.SetTag("s2grid.sweep.done", Counts.Done).SetTag("s2grid.sweep.failed", Counts.Failed);
        span?.Dispose();
        ended.Cancel();
        ended.Dispose();
        sweepLock.Dispose();
    }

    private bool MayLease => !IsDraining && !IsOvertaken && ledger.LeaseCount < (Record.Policy.Parallelism ?? int.MaxValue);

    /// <summary>Whether a lease is written down; what is done again only is known from its segment.</summary>
    private bool IsWritten(string? retryFile) => grid.Policy.WritesLeases && retryFile is null;

    /// <summary>Takes up a lease that was written down. If its silo is gone, that is found as for any other lease.</summary>
    private async Task RecallAsync(LeaseRecord lease, ResumeScope scope)
    {
        if (scope == ResumeScope.Failed)
            await grid.Catalogue.RemoveLease(Record.Id, epoch, lease.First);
        else if (lease.Number > 0 && lease.Deaths < BatchLedger.MaxDeaths)
            ledger.Adopt(lease);
        else if (lease.Deaths > 0)
            await SuspectAsync(lease, lease.Silo);
    }

    /// <summary>Who asks for work has none: its leases, and those that were not renewed in time, are taken back.</summary>
    private async Task GiveUpAsync(string worker)
    {
        await ExpireAsync();
        foreach (long number in ledger.HeldBy(worker))
            await TakeAsync(number, hasDied: false);
    }

    private BatchLease Give(BatchLease lease) => lease with { Trace = span?.Id };

    /// <summary>Takes back the leases that were not renewed in time. Who does not is taken for dead if it is an agent.</summary>
    private async Task<bool> ExpireAsync()
    {
        IReadOnlyList<HeldLease> expired = ledger.Expired;
        if (Measured is null)
            grid.Instruments.Expired(expired.Count);
        foreach (HeldLease held in expired)
        {
            await TakeAsync(held.Lease.Number, hasDied: Measured is not null);
            if (Measured is null)
                continue;
            OnExpired(held.Worker, held.Lease.Number);
            grid.AgentInstruments.LeaseExpired(Measured.NameOf(held.Worker));
        }

        return expired.Count > 0;
    }

    /// <summary>
    /// Takes the leases of a silo that is gone. Runs are suspect if its process has ended with them in work; not if it was only cast
    /// out, nor if it disowned them before its end, nor if it was given them after its end.
    /// </summary>
    private async Task TakeFromAsync(string silo, SiloDisposition disposition)
    {
        HashSet<long> written = [.. from lease in await grid.Catalogue.Leases(Record.Id) where lease.Silo == silo select lease.Number];
        foreach (long number in ledger.HeldOn(silo))
            await TakeAsync(number, hasDied: disposition != SiloDisposition.Evicted && written.Contains(number));
    }

    /// <summary>
    /// Takes a lease from its holder. Its runs are suspect if the holder has died with them in work; not if it never said that it has the
    /// lease, whose answer may not have reached it.
    /// </summary>
    private async Task TakeAsync(long number, bool hasDied)
    {
        HeldLease held = ledger.Held(number)!;
        if (hasDied && held.IsConfirmed)
        {
            if (ledger.Take(number, hasDied: true) is { } lost)
                await SuspectAsync(lost, held.Worker);
            return;
        }

        if (IsWritten(held.Item.RetryFile))
            await ForgetLeaseAsync(held.Item, done: 0);
        ledger.Take(number, hasDied: false);
    }

    /// <param name="lost">The runs, with all deaths so far.</param>
    /// <param name="last">The silo or the agent that was the last; empty if that is not known.</param>
    private async Task SuspectAsync(LeaseRecord lost, string last)
    {
        if (lost.Deaths >= BatchLedger.MaxDeaths)
            grid.Instruments.Quarantined(lost.Count);
        string who = Measured is null ? "processes have died while they did it" : "agents have died or were lost while they did it";
        string where = last.Length > 0 ? $", last {Measured?.NameOf(last) ?? last}" : "";
        string reason = $"quarantined, because {lost.Deaths} {who}{where}; 's2grid sweeps resume {Record.Name} --failed' tries again";
        await grid.Catalogue.RemoveLease(Record.Id, epoch, lost.First);
        foreach (LeaseRecord item in ledger.Suspect(lost, reason))
            await grid.Catalogue.PutLease(Record.Id, epoch, item);
    }

    private async Task TidySegmentsAsync(CancellationToken end)
    {
        try
        {
            await new SweepTidying(grid.Catalogue, grid.Segments, Record.Id).RunAsync(epoch, ((epoch + 1) * LeasesPerEpoch) - 1, end);
        }
        catch (StorageException e) when (!grid.Policy.WaitsOut(e))
        {
            // The sweep is complete also where its segments are many, or some are of no use.
        }
    }

    private void Account(BatchReport report, BatchRecord batch, string? silo)
    {
        Wait(null);
        lastProgress = grid.Clock.GetTimestamp();
        if (report.RetryFile is null)
        {
            sizer.Learn(batch.Count, report.Seconds);
            Counts = Counts.With(batch);
        }

        if (batch.Failed > 0)
            TryAgainOrStop(batch, silo);
    }

    /// <summary>Drops what a report has made superfluous. What stays behind if storage fails now does no harm.</summary>
    private async Task TidyAsync(BatchReport report, HeldLease? held, int done)
    {
        try
        {
            if (done > 0 && report.RetryFile is not null)
            {
                await grid.Segments.Discard(Record.Id, report.RetryFile);
                Counts = await grid.Catalogue.Counts(Record.Id);
            }

            if (held is not null && IsWritten(held.Item.RetryFile))
                await ForgetLeaseAsync(held.Item, done);
        }
        catch (StorageException)
        {
            // The next session finds what is left behind, and that it is of no use.
        }
    }

    /// <summary>What of a lease was not done is no longer in work: nobody's death is its fault any more. A batch that is stored has ended
    /// its lease already.</summary>
    private async Task ForgetLeaseAsync(WorkItem item, int done)
    {
        if (done == 0)
            await grid.Catalogue.RemoveLease(Record.Id, epoch, item.First);
        if (item.Deaths > 0 && done < item.Count)
            await grid.Catalogue.PutLease(Record.Id, epoch, new LeaseRecord(item.First + done, item.Count - done, "", item.Deaths));
    }

    private void HandleFault(string fault, bool isTransient)
    {
        if (grid.Policy.WaitsForStorage && isTransient)
            Wait(fault);
        else
            Drain(SweepPhase.Drained, fault);
    }

    private void TryAgainOrStop(BatchRecord batch, string? silo)
    {
        if (batch.Attempts < BatchLedger.MaxAttempts && (Measured?.HasAnother(batch.First, silo) ?? capacity.Silos > 1))
        {
            ledger.Retry(batch, batch.Attempts, silo);
            grid.Instruments.Retried();
        }
        else if (Record.Policy.FailFast)
        {
            Drain(SweepPhase.Drained,
                $"{batch.Failed} of the runs {batch.First} to {batch.End - 1} failed, and the sweep is to stop at the first failure");
        }
    }

    private async Task<bool> TryPutAsync(BatchRecord batch)
    {
        try
        {
            bool isMine = await grid.Catalogue.PutBatch(Record.Id, epoch, batch);
            IsOvertaken |= !isMine;
            return isMine;
        }
        catch (StorageException e) when (!grid.Policy.WaitsOut(e))
        {
            Drain(SweepPhase.Drained, e.Message);
            return false;
        }
    }
}
