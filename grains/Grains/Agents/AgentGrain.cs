using System.Security.Cryptography;
using Orleans.Concurrency;
using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Agents;

/// <inheritdoc cref="IAgentGrain"/>
/// <remarks>
/// What is to outlive its silo is written down; its session is not: an agent says hello again. Stays active, so that metrics show an
/// agent that is gone.
/// </remarks>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class AgentGrain(
    ICatalogue catalogue,
    ISegmentStore segments,
    SweepPlans plans,
    GridSettings settings,
    AgentInstruments instruments,
    PredictionChecks predictions)
    : Grain, IAgentGrain
{
    private const int MostNonces = 16;
    private const int SessionBytes = 24;
    private static readonly TimeSpan NonceLife = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> nonces = new(StringComparer.Ordinal);
    private AgentState book = null!;
    private AgentWork work = null!;
    private Session? session;
    private string? bootedFor;
    private TaskCompletionSource healthChange = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string Id => this.GetPrimaryKeyString();

    private ISchedulerGrain Scheduler => GrainFactory.GetGrain<ISchedulerGrain>(ISchedulerGrain.AgentsKey);

    private DateTimeOffset Now => settings.Clock.GetUtcNow();

    private bool IsOnline => session is { } current && (current.Waits > 0 || Now - current.HeardAt < 3 * settings.AgentRenewInterval);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellation)
    {
        book = await AgentState.OpenAsync(catalogue.Agents, Id);
        work = new AgentWork(book, catalogue.Agents, segments, plans, settings.Clock, GrainFactory, instruments, predictions);
        if (book.IsKnown)
            Show();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation)
    {
        instruments.Agents.Remove(Id);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<byte[]> Challenge()
    {
        Admit();
        foreach (string old in nonces.Where(nonce => nonce.Value < Now).Select(nonce => nonce.Key).ToArray())
            nonces.Remove(old);
        if (nonces.Count >= MostNonces)
            nonces.Remove(nonces.MinBy(nonce => nonce.Value).Key);
        byte[] nonce = AgentSecrets.NewNonce();
        nonces.Add(Convert.ToHexString(nonce), Now + NonceLife);
        return Task.FromResult(nonce);
    }

    /// <inheritdoc/>
    public async Task<AgentSession> Hello(AgentHello hello)
    {
        Admit();
        if (!nonces.Remove(Convert.ToHexString(hello.Nonce), out DateTimeOffset end) || end < Now)
            throw new RefusedException(RefusalKind.NoSession, "The challenge is not known or is too old; ask for another one.");
        if (!AgentSecrets.IsHashOf(book.Agent.CredentialHash, hello.Credential) || !AgentSecrets.Verify(book.Agent.PublicKey, hello.Nonce, hello.Signature))
            throw new RefusedException(RefusalKind.Unknown, $"The credential or the key is not that of the agent {book.Agent.Name}. Register again with a new token.");
        if (session is { } other && other.Instance != hello.Instance && IsOnline)
            throw new RefusedException(RefusalKind.Duplicate, Duplicate(other, hello));
        bool isSame = session?.Instance == hello.Instance;
        session = new Session($"{Id}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SessionBytes))}", hello.Instance, hello.Host, Now);
        await work.ReleaseAsync(hasDied: !isSame, isSame ? "it said hello again" : "its process ended");
        await NoteBoot(hello.Machine);
        await book.ChangeAsync(agent => agent with { SeenAt = Now, Machine = AgentState.Write(hello.Machine) });
        Show();
        return new AgentSession(session.Id, book.Health, book.Agent.Reason, settings.AgentLeaseDuration, settings.AgentRenewInterval, settings.AgentPatience);
    }

    /// <inheritdoc/>
    public async Task<AgentWorkReply> Lease(string sessionId, IReadOnlyList<HugePagePool> hugePages, TimeSpan patience, CancellationToken cancellation)
    {
        Session current = Check(sessionId);
        await work.ReleaseAsync(hasDied: false, "it asked for other work");
        current.Waits++;
        try
        {
            if (Now - (book.Agent.SeenAt ?? default) > TimeSpan.FromMinutes(1))
                await book.ChangeAsync(agent => agent with { SeenAt = Now });
            return await WaitForWork(current, book.Machine with { HugePages = hugePages }, patience, cancellation);
        }
        finally
        {
            current.Waits--;
            current.HeardAt = Now;
            Show();
        }
    }

    /// <inheritdoc/>
    public Task Lost(string sessionId)
    {
        if (session?.Id == sessionId && work.Current is null)
            session.HeardAt = default;
        Show();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<LeaseStatus> Renew(string sessionId, string sweepId, long lease, string progress)
    {
        Check(sessionId);
        Show();
        await Scheduler.Note(Offer(book.Machine));
        return await work.RenewAsync(sweepId, lease, progress);
    }

    /// <inheritdoc/>
    public async Task Expired(string sweepId, long lease)
    {
        await work.ExpireAsync(sweepId, lease);
        Show();
    }

    /// <inheritdoc/>
    public async Task<ReportAnswer> Report(string sessionId, MeasuredReport report)
    {
        Check(sessionId);
        ReportAnswer answer = await work.ReportAsync(report);
        Show();
        return answer;
    }

    /// <inheritdoc/>
    public async Task RejectReport(string sessionId, string sweepId, long lease, string why)
    {
        Check(sessionId);
        await work.RejectReportAsync(sweepId, lease, why);
        Show();
    }

    /// <inheritdoc/>
    public async Task Goodbye(string sessionId, string reason)
    {
        if (session?.Id != sessionId)
            return;
        await End($"it said goodbye: {reason}");
        if (book.Agent.IsEphemeral)
        {
            await catalogue.Agents.Delete(Id);
            instruments.Agents.Remove(Id);
            DeactivateOnIdle();
        }
    }

    /// <inheritdoc/>
    public async Task Renewed()
    {
        session = null;
        book = await AgentState.OpenAsync(catalogue.Agents, Id);
        work.Use(book);
        Show();
    }

    /// <inheritdoc/>
    public Task<AgentStatus> GetStatus()
    {
        if (!book.IsKnown)
            throw new RefusedException(RefusalKind.Unknown, $"There is no agent with the id {Id}.");
        Show();
        return Task.FromResult(book.Status(IsOnline, session is { } current && current.HeardAt != default ? current.HeardAt : book.Agent.SeenAt, work.Describe()));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentRun>> GetHistory(int most) =>
    [
        .. (await catalogue.Agents.Runs(Id, Math.Clamp(most, 1, IAgentCatalogue.MaxRuns))).Select(run => new AgentRun(
            run.SweepId, run.SweepName, run.Run, run.StartedAt, run.EndedAt, run.Outcome, run.Error)),
    ];

    /// <inheritdoc/>
    public Task Drain(string reason) => SetHealth(AgentHealth.Maintenance, reason);

    /// <inheritdoc/>
    public async Task Resume()
    {
        if (book.Health == AgentHealth.Retired)
            throw new RefusedException(RefusalKind.Wrong, $"The agent {book.Agent.Name} is retired. Its machine can register again with a new token.");
        await SetHealth(AgentHealth.Active, "", agent => agent with { Failures = "[]" });
    }

    /// <inheritdoc/>
    public async Task Retire()
    {
        await SetHealth(AgentHealth.Retired, "retired by an operator", agent => agent with { IsRetired = true, CredentialHash = "" });
        await End("it was retired");
    }

    /// <inheritdoc/>
    public async Task Revoke()
    {
        await book.ChangeAsync(agent => agent with { CredentialHash = "" });
        await End("its credential was revoked");
    }

    /// <summary>Waits for a run, or until there is something else to tell.</summary>
    private async Task<AgentWorkReply> WaitForWork(Session current, AgentMachine machine, TimeSpan patience, CancellationToken cancellation)
    {
        if (book.Health != AgentHealth.Active || machine.KvmFault is not null)
        {
            await Task.WhenAny(healthChange.Task, Task.Delay(patience, settings.Clock, cancellation));
            return Nothing(machine);
        }

        AgentWorkRequest request = Offer(machine);
        long start = settings.Clock.GetTimestamp();
        while (await Scheduler.LeaseRun(request, patience - settings.Clock.GetElapsedTime(start), cancellation) is { } found)
        {
            if (session != current || book.Health != AgentHealth.Active || cancellation.IsCancellationRequested)
            {
                await work.RefuseAsync(found);
                Check(current.Id);
                return Nothing(machine);
            }

            if (found.Variant is not null)
            {
                bootedFor = found.Variant;
                return new AgentWorkReply(AgentHealth.Active, "", found);
            }

            if (found.Lease is { Quarantine: not null } quarantined)
            {
                await work.StoreQuarantinedAsync(quarantined, machine.Provenance);
                continue;
            }

            await work.TakeAsync(found, machine.Kernel);
            return new AgentWorkReply(AgentHealth.Active, "", found);
        }

        return Nothing(machine);
    }

    private AgentWorkReply Nothing(AgentMachine machine)
    {
        string fault = machine.KvmFault is { } why ? $"KVM cannot be used here: {why}" : "";
        return new AgentWorkReply(book.Health, book.Agent.Reason.Length > 0 ? book.Agent.Reason : fault, null);
    }

    /// <summary>An agent that was to boot a kernel and came back without it has failed; it would be sent again and again.</summary>
    private async Task NoteBoot(AgentMachine machine)
    {
        if (bootedFor is not { } wanted || machine.BootId == book.Machine.BootId)
            return;
        bootedFor = null;
        if (machine.EffectiveStrategy != wanted)
            await work.FailAsync($"it was to boot the kernel of {wanted} and came back with {machine.EffectiveStrategy} ({machine.KernelRelease})");
    }

    private async Task SetHealth(AgentHealth health, string reason, Func<AgentRecord, AgentRecord>? more = null)
    {
        if (!book.IsKnown)
            throw new RefusedException(RefusalKind.Unknown, $"There is no agent with the id {Id}.");
        await book.ChangeAsync(agent => (more?.Invoke(agent) ?? agent) with { Health = (int)health, Reason = reason });
        if (health != AgentHealth.Active)
            await Scheduler.Forget(Id);
        healthChange.TrySetResult();
        healthChange = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Show();
    }

    private async Task End(string reason)
    {
        session = null;
        await Scheduler.Forget(Id);
        await work.ReleaseAsync(hasDied: false, reason);
        if (book.IsKnown)
            await book.ChangeAsync(agent => agent with { SeenAt = Now });
        Show();
    }

    /// <exception cref="RefusedException">There is no such agent, or it may not come in.</exception>
    private void Admit()
    {
        if (!book.IsKnown)
            throw new RefusedException(RefusalKind.Unknown, $"This grid has no agent with the id {Id}. Register with a token ('s2grid agents token create').");
        if (book.Health == AgentHealth.Retired)
            throw new RefusedException(RefusalKind.Unknown, $"The agent {book.Agent.Name} is retired. Register again with a new token.");
        if (book.Agent.CredentialHash.Length == 0)
            throw new RefusedException(RefusalKind.Unknown, $"The credential of the agent {book.Agent.Name} was revoked. Register again with a new token.");
    }

    private Session Check(string sessionId)
    {
        Admit();
        if (session is not { } current || current.Id != sessionId)
            throw new RefusedException(RefusalKind.NoSession, $"The session of the agent {book.Agent.Name} has ended; say hello again.");
        current.HeardAt = Now;
        return current;
    }

    private AgentWorkRequest Offer(AgentMachine machine) => new(Id, book.Agent.Name, machine);

    private string Duplicate(Session other, AgentHello hello) =>
        $"The agent {book.Agent.Name} runs already, as process {other.Instance} on {other.Host}, heard {(Now - other.HeardAt).TotalSeconds:0} s ago; " +
        $"process {hello.Instance} on {hello.Host} is refused. If its state was copied to another machine, register there with a token of its own.";

    private void Show()
    {
        if (!book.IsKnown)
            return;
        string state = !IsOnline ? "offline" : work.Current is null ? "idle" : "busy";
        AgentMachine machine = book.Machine;
        instruments.Agents.Set(Id, new AgentFigures(
            book.Agent.Name,
            machine.Provenance,
            machine.KernelRelease,
            machine.AgentVersion,
            state,
            book.Health.ToString().ToLowerInvariant(),
            session is { } current && current.HeardAt != default ? current.HeardAt : book.Agent.SeenAt));
    }

    /// <summary>A process of the agent that has said hello.</summary>
    private sealed class Session(string id, string instance, string host, DateTimeOffset heardAt)
    {
        public string Id => id;

        public string Instance => instance;

        public string Host => host;

        public DateTimeOffset HeardAt { get; set; } = heardAt;

        public int Waits { get; set; }
    }
}
