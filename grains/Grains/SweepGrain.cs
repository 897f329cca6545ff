using System.Runtime.CompilerServices;
using S2Grid.Contracts;
using S2Grid.Mmu;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <inheritdoc cref="ISweepGrain"/>
public sealed class SweepGrain : Grain, ISweepGrain
{
    private readonly Catalogue catalogue;
    private readonly SweepPlans plans;
    private readonly DataDirectory directory;
    private readonly GridSettings settings;
    private readonly SweepStatusReader statusReader;
    private SweepSession? session;
    private SweepRecord? sessionRecord;
    private IGrainTimer? timer;
    private TaskCompletionSource rest = NewSignal();

    /// <summary>Creates the grain; Orleans does.</summary>
    public SweepGrain(Catalogue catalogue, SweepPlans plans, DataDirectory directory, GridSettings settings)
    {
        this.catalogue = catalogue;
        this.plans = plans;
        this.directory = directory;
        this.settings = settings;
        statusReader = new SweepStatusReader(catalogue, directory, settings.Clock);
    }

    private string Id => this.GetPrimaryKeyString();

    private ISchedulerGrain Scheduler => GrainFactory.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Release();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SweepStart> Resume(ResumeScope scope)
    {
        if (session is not null)
            return new SweepStart(StartOutcome.AlreadyRunning, Status());
        SweepRecord record = plans.Record(Id);
        if (record.EngineVersion != SimulatedVm.EngineVersion)
        {
            throw new SweepRefusedException(
                $"The sweep {record.Name} was begun with engine version {record.EngineVersion}, and this is version {SimulatedVm.EngineVersion}: " +
                "their counters may differ. Run it under another name, or delete it first.");
        }

        SweepSession opened = await Open(record, scope);
        if (opened.IsComplete)
        {
            if (record.Phase != SweepPhase.Complete)
                opened.End();
            opened.Dispose();
            return new SweepStart(StartOutcome.AlreadyComplete, Status());
        }

        opened.Start();
        session = opened;
        sessionRecord = plans.Record(Id);
        var ticks = new GrainTimerCreationOptions(settings.RenewInterval, settings.RenewInterval) { KeepAlive = true };
        timer = this.RegisterGrainTimer(Tick, ticks);
        await Scheduler.Activate(Id);
        return new SweepStart(StartOutcome.Continued, Status());
    }

    /// <inheritdoc/>
    public Task<SweepStatus> GetStatus() => Task.FromResult(Status());

    /// <inheritdoc/>
    public Task<SweepRequest> GetRequest() => Task.FromResult(SweepPlans.Request(plans.Record(Id)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SweepProgress> Watch(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task ending = rest.Task;
            SweepProgress progress = Status().Progress;
            yield return progress;
            if (progress.State.IsAtRest())
                yield break;
            await Task.WhenAny(ending, Task.Delay(interval, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public async Task Cancel()
    {
        if (session is not null)
        {
            session.Drain();
            await EndIfOver(hasMore: false);
        }
        else if (!Status().Progress.State.IsAtRest())
        {
            catalogue.RequestCancel(Id);
        }
    }

    /// <inheritdoc/>
    public Task<RunExplanation> Explain(long runIndex) =>
        Task.FromResult(new RunExplainer(catalogue, directory, plans.Record(Id), plans.Of(Id)).Explain(runIndex));

    /// <inheritdoc/>
    public Task<BatchLease?> Lease(string slot) => Task.FromResult(session?.TryLease());

    /// <inheritdoc/>
    public Task<LeaseAnswer> Renew(long leaseNumber) => Task.FromResult(session?.Renew(leaseNumber) ?? LeaseAnswer.Lost);

    /// <inheritdoc/>
    public async Task<bool> Complete(BatchReport report)
    {
        if (session is null)
            return false;
        bool accepted = session.Complete(report);
        await Scheduler.Charge(Id, report.Seconds);
        await EndIfOver(hasMore: true);
        return accepted;
    }

    private async Task<SweepSession> Open(SweepRecord record, ResumeScope scope)
    {
        try
        {
            return await SweepSession.OpenAsync(record, scope, plans.Of(Id).Repeats, catalogue, directory, settings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SweepRefusedException($"The sweep {record.Name} cannot be opened: {e.Message}", e);
        }
    }

    private async Task Tick()
    {
        if (session is null)
            return;
        bool hasMore = session.Expire();
        session.HeedOthers();
        await EndIfOver(hasMore);
    }

    /// <summary>Brings the sweep to rest if nothing is left; else, if a lease gave runs back, lets waiting slots know.</summary>
    private async Task EndIfOver(bool hasMore)
    {
        if (session is { IsOver: true })
        {
            session.End();
            Release();
            await Scheduler.Retire(Id);
        }
        else if (hasMore)
        {
            await Scheduler.Activate(Id);
        }
    }

    private void Release()
    {
        timer?.Dispose();
        session?.Dispose();
        session = null;
        TaskCompletionSource ended = rest;
        rest = NewSignal();
        ended.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SweepStatus Status() => session is not null ? statusReader.Read(sessionRecord!, session) : statusReader.Read(plans.Record(Id));
}
