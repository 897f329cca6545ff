using System.Runtime.CompilerServices;
using S2Grid.Grains.Cluster;
using S2Grid.Grains.Matching;

namespace S2Grid.Grains.Sweeps;

/// <inheritdoc cref="ISweepGrain"/>
internal sealed class SweepGrain(SweepContext grid, SweepRemoval removal, IClusterMembershipService members) : Grain, ISweepGrain
{
    /// <summary>What the name of a sweep that is to replace another has more than that one's.</summary>
    public const string ReplacementSuffix = ".new";

    /// <summary>How often it is asked again why runs wait for agents.</summary>
    private static readonly TimeSpan ExplainInterval = TimeSpan.FromSeconds(2);

    private readonly Membership membership = new(members, grid.Settings);
    private readonly SweepStatusReader statusReader = new(grid.Catalogue, grid.Settings);
    private SweepSession? session;
    private bool isMeasured;
    private long? explainedAt;
    private IGrainTimer? timer;
    private string? unwritten;
    private TaskCompletionSource rest = NewSignal();

    private string Id => this.GetPrimaryKeyString();

    private ISchedulerGrain Scheduler =>
        GrainFactory.GetGrain<ISchedulerGrain>(isMeasured ? ISchedulerGrain.AgentsKey : ISchedulerGrain.Key);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation)
    {
        if (session is not null)
            grid.Instruments.Sweeps.Remove(Id);
        Release();
        return Task.CompletedTask;
    }

    public async Task<SweepStart> Resume(ResumeScope scope)
    {
        if (session is { IsDraining: false })
            return new SweepStart(StartOutcome.AlreadyRunning, await GetStatus());
        SweepRecord record = await grid.Plans.Record(Id);
        if (session is not null)
            throw new RefusedException($"The sweep {record.Name} is being drained. Resume it when it is at rest.");
        if (!grid.Policy.HasManySilos && record.EngineVersion != SimulatedVm.EngineVersion)
        {
            throw new RefusedException(
                $"The sweep {record.Name} was begun with engine version {record.EngineVersion}, and this is version "
                + $"{SimulatedVm.EngineVersion}: their counters may differ. Run it under another name, or in its place (--replace).");
        }

        return new SweepStart(await Open(record, scope) ? StartOutcome.Continued : StartOutcome.AlreadyComplete, await GetStatus());
    }

    public async Task EnsureRunning()
    {
        if (session is not null)
            await Scheduler.Activate(Id, session.Record.Policy);
        else
            await Recover();
    }

    public async Task<SweepStatus> GetStatus()
    {
        if (session is not null)
            return SweepStatusReader.Read(session);
        SweepStatus stored = await statusReader.ReadAsync(await grid.Plans.Record(Id));
        return stored with { Progress = stored.Progress with { Fault = stored.Progress.Fault ?? unwritten } };
    }

    public async Task<SweepRequest> GetRequest() => SweepPlans.Request(await grid.Plans.Record(Id));

    public async IAsyncEnumerable<SweepProgress> Watch(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            Task ending = rest.Task;
            SweepProgress progress = (await GetStatus()).Progress;
            yield return progress;
            if (progress.State.IsAtRest())
                yield break;
            await Task.WhenAny(ending, Task.Delay(interval, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public Task Cancel() => Drain(SweepPhase.Drained);

    public Task Pause() => Drain(SweepPhase.Paused);

    public async Task SetPolicy(SweepPolicy policy)
    {
        if (policy.Errors().ToArray() is { Length: > 0 } errors)
            throw new RefusedException("The sweep cannot share the grid like that.", errors);
        await grid.Catalogue.SetPolicy((await grid.Plans.Record(Id)).Id, policy);
        if (session is null)
            return;
        session.Apply(policy);
        await Scheduler.Activate(Id, policy);
    }

    public async Task Rename(string name)
    {
        if (SweepName.Error(name) is { } error)
            throw new RefusedException($"A sweep cannot be called '{name}'. {error}");
        SweepRecord record = await grid.Plans.Record(Id);
        using IDisposable? sweepLock = (await GetStatus()).Progress.State.IsAtRest() ? await grid.Catalogue.TryLock(Id) : null;
        if (sweepLock is null)
            throw new RefusedException($"The sweep {record.Name} is being run. Rename it when it is at rest.");
        if (!await grid.Catalogue.Rename(Id, name))
            throw new RefusedException($"There is a sweep {name} already. Choose another name, or rename or delete that one first.");
        grid.Instruments.Sweeps.Remove(Id);
    }

    public async Task<RunExplanation> Explain(long runIndex)
    {
        SweepSpecification specification = await grid.Plans.Of(Id);
        RunExplanation explanation =
            await new RunExplainer(grid, await grid.Plans.Record(Id), specification).ExplainAsync(runIndex);
        if (explanation.Stored || specification.Backend != Backend.Kvm)
            return explanation;
        IReadOnlyList<AgentStatus> agents = await GrainFactory.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).List();
        IReadOnlyDictionary<string, string> refusals = session?.Measured?.Refusals(runIndex) ?? new Dictionary<string, string>();
        string? reason = WaitingRuns.Explain(specification.Plan[runIndex].Configuration, agents, refusals)?.Text;
        return explanation with
        {
            Sentence =
            $"Run {runIndex} has no result yet; it {reason ?? "is in work, or waits for its turn on an agent that can do it"}."
        };
    }

    public async Task<BatchLease?> Lease(WorkRequest request, ClusterCapacity capacity)
    {
        if (session is null)
            return null;
        BatchLease? lease = await session.TryLeaseAsync(request, capacity);
        if (lease is null)
            await EndIfOver(hasMore: false);
        return lease;
    }

    public async Task<RunLease?> LeaseRun(AgentWorkRequest request, IReadOnlyList<AgentWorkRequest> online)
    {
        if (session is null)
            return null;
        RunLease? lease = await session.TryLeaseRunAsync(request, online);
        if (lease is null)
            await EndIfOver(hasMore: false);
        return lease;
    }

    public async Task GiveBack(long leaseNumber, bool hasDied, string? refusal)
    {
        if (await Recovered() is not { } current)
            return;
        await current.GiveBackAsync(leaseNumber, hasDied, refusal);
        explainedAt = null;
        await EndIfOver(hasMore: true);
    }

    public async Task<LeaseStatus> Renew(long leaseNumber) =>
        await Recovered() is { } current ? await current.RenewAsync(leaseNumber) : LeaseStatus.Lost;

    public async Task<bool> Complete(BatchReport report)
    {
        if (await Recovered() is not { } current)
            return report.Stored is { } stored && await grid.IsPartAsync(Id, stored);
        bool accepted = await current.CompleteAsync(report);
        await Scheduler.Charge(Id, report.Seconds);
        await EndIfOver(hasMore: true);
        return accepted;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// The session; where silos come and go, also that of a sweep whose coordinator has moved here: who holds a lease of it may be the
    /// first to come, and its work is not to be lost.
    /// </summary>
    private async ValueTask<SweepSession?> Recovered()
    {
        if (session is null && grid.Policy.RecoversSweeps)
            await Recover();
        return session;
    }

    private async Task Recover()
    {
        if (await grid.Catalogue.Find(Id) is { Phase: SweepPhase.Started } record)
            await Open(record, ResumeScope.Missing);
    }

    /// <summary>Begins to run the sweep.</summary>
    /// <returns>False if nothing is left to run.</returns>
    private async Task<bool> Open(SweepRecord record, ResumeScope scope)
    {
        SweepSpecification specification = await grid.Plans.Of(Id);
        isMeasured = specification.Backend == Backend.Kvm;
        unwritten = null;
        session = await SweepSession.OpenAsync(grid, record, specification, scope);
        if (session is null)
        {
            await TakePlace(record);
            return false;
        }

        session.OnExpired = (agent, lease) => GrainFactory.GetGrain<IAgentGrain>(agent).Expired(Id, lease).Ignore();
        bool isOver = session.IsOver;
        var ticks = new GrainTimerCreationOptions(grid.Settings.RenewInterval, grid.Settings.RenewInterval) { KeepAlive = true };
        timer = this.RegisterGrainTimer(Tick, ticks);
        await EndIfOver(hasMore: true);
        return !isOver;
    }

    private async Task Drain(SweepPhase phase)
    {
        if (session is not null)
        {
            session.Drain(phase);
            await EndIfOver(hasMore: false);
        }
        else if ((await GetStatus()).Progress.State is SweepState.Running or SweepState.Draining)
        {
            await grid.Catalogue.Ask(Id, phase);
        }
    }

    private async Task Tick()
    {
        if (session is null)
            return;
        try
        {
            grid.Instruments.Sweeps.Set(Id, session.Figures(isOver: false));
            bool hasMore = await session.ExpireAsync(membership.DispositionAsync);
            await session.DrainIfAskedAsync();
            if (session?.Measured is { } runs)
                await ExplainWaiting(session, runs);
            await EndIfOver(hasMore);
        }
        catch (StorageException e) when (grid.Policy.WaitsOut(e))
        {
            session?.Wait(e.Message);
        }
    }

    /// <summary>Notes from time to time why runs wait that agents are to measure.</summary>
    private async Task ExplainWaiting(SweepSession current, MeasuredRuns runs)
    {
        if (explainedAt is { } last && grid.Clock.GetElapsedTime(last) < ExplainInterval)
            return;
        explainedAt = grid.Clock.GetTimestamp();
        IReadOnlyList<AgentStatus> agents = await GrainFactory.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).List();
        current.Wait(runs.ExplainWaiting(agents));
    }

    /// <summary>Brings the sweep to rest if nothing is left; else, if there is something to lease, lets waiting slots know.</summary>
    private async Task EndIfOver(bool hasMore)
    {
        if (session is { IsOver: true } over)
        {
            if (!await over.TidySegmentsAsync() || session != over)
                return;
            try
            {
                if (await session.EndAsync() && await TakePlace(session.Record) is { } name)
                    session.Record = session.Record with { Name = name };
            }
            catch (StorageException e) when (!grid.Policy.WaitsOut(e))
            {
                // That it is at rest cannot be written down, and is true all the same.
                unwritten = e.Message;
            }

            if (session.IsOvertaken)
                grid.Instruments.Sweeps.Remove(Id);
            else
                grid.Instruments.Sweeps.Set(Id, session.Figures(isOver: true));
            Release();
            await Scheduler.Retire(Id);
        }
        else if (hasMore && session is not null)
        {
            await Scheduler.Activate(Id, session.Record.Policy);
        }
    }

    /// <summary>Gives the sweep, whose runs are all done, the place of the one that it replaces, unless that one is being run.</summary>
    /// <returns>The name that it has now; null if it replaces none, or not yet.</returns>
    private async Task<string?> TakePlace(SweepRecord record)
    {
        if (record.Replaces is not { } old || (await grid.Catalogue.Counts(Id)).Failed > 0)
            return null;
        string name = record.Name[..^ReplacementSuffix.Length];
        Task Replace() => grid.Catalogue.Replace(old, name, Id);
        if (await grid.Catalogue.Find(old) is null)
            await Replace();
        else if (!await removal.TryAsync(await GrainFactory.GetGrain<ISweepGrain>(old).GetStatus(), Replace))
            return null;
        return (await grid.Plans.Record(Id)).Name;
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
}
