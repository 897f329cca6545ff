using System.Runtime.CompilerServices;
using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Cluster;
using S2Grid.Grains.Matching;
using S2Grid.Grains.Telemetry;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Sweeps;

/// <inheritdoc cref="ISweepGrain"/>
public sealed class SweepGrain : Grain, ISweepGrain
{
    /// <summary>How often it is asked again why runs wait for agents.</summary>
    private static readonly TimeSpan ExplainInterval = TimeSpan.FromSeconds(2);

    private readonly ICatalogue catalogue;
    private readonly ISegmentStore segments;
    private readonly SweepPlans plans;
    private readonly GridSettings settings;
    private readonly GridInstruments instruments;
    private readonly AgentInstruments agentInstruments;
    private readonly Membership membership;
    private readonly SweepStatusReader statusReader;
    private SweepSession? session;
    private bool isMeasured;
    private DateTimeOffset explainedAt;
    private IGrainTimer? timer;
    private TaskCompletionSource rest = NewSignal();

    /// <summary>Creates the grain; Orleans does.</summary>
    public SweepGrain(
        ICatalogue catalogue,
        ISegmentStore segments,
        SweepPlans plans,
        GridSettings settings,
        GridInstruments instruments,
        AgentInstruments agentInstruments,
        IClusterMembershipService members)
    {
        this.instruments = instruments;
        this.agentInstruments = agentInstruments;
        this.catalogue = catalogue;
        this.segments = segments;
        this.plans = plans;
        this.settings = settings;
        membership = new Membership(members, settings);
        statusReader = new SweepStatusReader(catalogue, settings);
    }

    private string Id => this.GetPrimaryKeyString();

    private ISchedulerGrain Scheduler =>
        GrainFactory.GetGrain<ISchedulerGrain>(isMeasured ? ISchedulerGrain.AgentsKey : ISchedulerGrain.Key);

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation)
    {
        if (session is not null)
            instruments.Sweeps.Remove(Id);
        Release();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SweepStart> Resume(ResumeScope scope)
    {
        if (session is { IsDraining: false })
            return new SweepStart(StartOutcome.AlreadyRunning, await GetStatus());
        SweepRecord record = await plans.Record(Id);
        if (session is not null)
            throw new RefusedException($"The sweep {record.Name} is being drained. Resume it when it is at rest.");
        if (!settings.IsCluster && record.EngineVersion != SimulatedVm.EngineVersion)
        {
            throw new RefusedException(
                $"The sweep {record.Name} was begun with engine version {record.EngineVersion}, and this is version {SimulatedVm.EngineVersion}: " +
                "their counters may differ. Run it under another name, or delete it first.");
        }

        return new SweepStart(await Open(record, scope) ? StartOutcome.Continued : StartOutcome.AlreadyComplete, await GetStatus());
    }

    /// <inheritdoc/>
    public async Task EnsureRunning()
    {
        if (session is not null)
            await Scheduler.Activate(Id, session.Record.Policy);
        else
            await Recover();
    }

    /// <inheritdoc/>
    public async Task<SweepStatus> GetStatus() =>
        session is not null ? statusReader.Read(session) : await statusReader.ReadAsync(await plans.Record(Id));

    /// <inheritdoc/>
    public async Task<SweepRequest> GetRequest() => SweepPlans.Request(await plans.Record(Id));

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public Task Cancel() => Drain(SweepPhase.Drained);

    /// <inheritdoc/>
    public Task Pause() => Drain(SweepPhase.Paused);

    /// <inheritdoc/>
    public async Task SetPolicy(SweepPolicy policy)
    {
        if (policy.Errors().ToArray() is { Length: > 0 } errors)
            throw new RefusedException("The sweep cannot share the grid like that.", errors);
        await catalogue.SetPolicy((await plans.Record(Id)).Id, policy);
        if (session is null)
            return;
        session.Apply(policy);
        await Scheduler.Activate(Id, policy);
    }

    /// <inheritdoc/>
    public async Task<RunExplanation> Explain(long runIndex)
    {
        SweepSpecification specification = await plans.Of(Id);
        RunExplanation explanation = await new RunExplainer(catalogue, segments, await plans.Record(Id), specification).ExplainAsync(runIndex);
        if (explanation.Stored || specification.Backend != Backend.Kvm)
            return explanation;
        IReadOnlyList<AgentStatus> agents = await GrainFactory.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).List();
        IReadOnlyDictionary<string, string> refusals = session?.Refusals(runIndex) ?? new Dictionary<string, string>();
        string? reason = WaitingRuns.Explain(specification.Plan[runIndex].Configuration, agents, refusals);
        return explanation with { Sentence = $"Run {runIndex} has no result yet; it {reason ?? "is in work, or waits for its turn on an agent that can do it"}." };
    }

    /// <inheritdoc/>
    public async Task<BatchLease?> Lease(WorkRequest request, ClusterCapacity capacity)
    {
        if (session is null)
            return null;
        BatchLease? lease = await session.TryLeaseAsync(request, capacity);
        if (lease is null)
            await EndIfOver(hasMore: false);
        return lease;
    }

    /// <inheritdoc/>
    public async Task<RunLease?> LeaseRun(AgentWorkRequest request, IReadOnlyList<AgentWorkRequest> online)
    {
        if (session is null)
            return null;
        RunLease? lease = await session.TryLeaseRunAsync(request, online);
        if (lease is null)
            await EndIfOver(hasMore: false);
        return lease;
    }

    /// <inheritdoc/>
    public async Task GiveBack(long leaseNumber, bool hasDied, string? refusal)
    {
        if (session is null && settings.IsCluster)
            await Recover();
        if (session is null)
            return;
        await session.GiveBackAsync(leaseNumber, hasDied, refusal);
        explainedAt = default;
        await EndIfOver(hasMore: true);
    }

    /// <inheritdoc/>
    public async Task<LeaseStatus> Renew(long leaseNumber)
    {
        if (session is null && settings.IsCluster)
            await Recover();
        return session?.Renew(leaseNumber) ?? LeaseStatus.Lost;
    }

    /// <inheritdoc/>
    public async Task<bool> Complete(BatchReport report)
    {
        if (session is null && settings.IsCluster)
            await Recover();
        if (session is null)
            return (await catalogue.BatchOf(Id, report.First))?.File == report.File && report.File is not null;
        bool accepted = await session.CompleteAsync(report);
        await Scheduler.Charge(Id, report.Seconds);
        await EndIfOver(hasMore: true);
        return accepted;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Takes up a sweep whose coordinator has moved here. Who holds a lease of it may be the first to come, and its work is not to be lost.
    /// </summary>
    private async Task Recover()
    {
        if (await catalogue.Find(Id) is { Phase: SweepPhase.Started } record)
            await Open(record, ResumeScope.Missing);
    }

    /// <summary>Begins to run the sweep.</summary>
    /// <returns>False if nothing is left to run.</returns>
    private async Task<bool> Open(SweepRecord record, ResumeScope scope)
    {
        SweepSpecification specification = await plans.Of(Id);
        isMeasured = specification.Backend == Backend.Kvm;
        session = await SweepSession.OpenAsync(record, scope, specification, catalogue, segments, settings, instruments, agentInstruments);
        if (session is null)
            return false;
        session.OnExpired = (agent, lease) => GrainFactory.GetGrain<IAgentGrain>(agent).Expired(Id, lease).Ignore();
        bool isOver = session.IsOver;
        var ticks = new GrainTimerCreationOptions(settings.RenewInterval, settings.RenewInterval) { KeepAlive = true };
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
            await catalogue.Ask(Id, phase);
        }
    }

    private async Task Tick()
    {
        if (session is null)
            return;
        try
        {
            instruments.Sweeps.Set(Id, session.Figures(endedAt: null));
            bool hasMore = await session.ExpireAsync(membership.DispositionAsync);
            await session.DrainIfAskedAsync();
            if (isMeasured)
                await ExplainWaiting(session);
            await EndIfOver(hasMore);
        }
        catch (StorageException e) when (settings.IsCluster && e.IsTransient)
        {
            session?.Wait(e.Message);
        }
    }

    /// <summary>Notes from time to time why runs wait that agents are to measure.</summary>
    private async Task ExplainWaiting(SweepSession current)
    {
        DateTimeOffset now = settings.Clock.GetUtcNow();
        if (now - explainedAt < ExplainInterval)
            return;
        explainedAt = now;
        IReadOnlyList<AgentStatus> agents = await GrainFactory.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).List();
        current.Wait(current.ExplainWaiting(agents));
    }

    /// <summary>Brings the sweep to rest if nothing is left; else, if there is something to lease, lets waiting slots know.</summary>
    private async Task EndIfOver(bool hasMore)
    {
        if (session is { IsOver: true })
        {
            await session.EndAsync();
            if (session.IsOvertaken)
                instruments.Sweeps.Remove(Id);
            else
                instruments.Sweeps.Set(Id, session.Figures(settings.Clock.GetUtcNow()));
            Release();
            await Scheduler.Retire(Id);
        }
        else if (hasMore && session is not null)
        {
            await Scheduler.Activate(Id, session.Record.Policy);
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
}
