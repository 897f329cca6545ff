using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Agents;

/// <inheritdoc cref="IAgentGrain"/>
/// <remarks>
/// What is to outlive its silo is written down; its session is not: an agent says hello again. Stays active, so that metrics show an
/// agent that is gone.
/// </remarks>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class AgentGrain(
    SweepCatalogue catalogue,
    ISegmentStore segments,
    SweepPlans plans,
    GridSettings settings,
    AgentInstruments instruments,
    PredictionChecks predictions)
    : Grain, IAgentGrain
{
    private const int MaxNonces = 16;
    private const int SessionBytes = 24;
    private static readonly TimeSpan NonceLife = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> nonces = new(StringComparer.Ordinal);
    private AgentState state = null!;
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
        state = await AgentState.OpenAsync(catalogue.Agents, Id);
        work = new AgentWork(state, catalogue.Agents, segments, plans, settings.Clock, GrainFactory, instruments, predictions);
        if (state.IsKnown)
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
        if (nonces.Count >= MaxNonces)
            nonces.Remove(nonces.MinBy(nonce => nonce.Value).Key);
        byte[] nonce = AgentSecrets.NewNonce();
        nonces.Add(Convert.ToHexString(nonce), Now + NonceLife);
        return Task.FromResult(nonce);
    }

    /// <inheritdoc/>
    public async Task<HelloReply> Hello(HelloRequest hello)
    {
        Admit();
        if (!nonces.Remove(Convert.ToHexString(hello.Nonce.Span), out DateTimeOffset end) || end < Now)
            throw new RefusedException(RefusalKind.NoSession, "The challenge is not known or is too old; ask for another one.");
        if (!AgentSecrets.IsHashOf(state.Agent.CredentialHash, hello.Credential)
            || !AgentSecrets.Verify(state.Agent.PublicKey, hello.Nonce.ToByteArray(), hello.Signature.ToByteArray()))
        {
            throw new RefusedException(RefusalKind.Unknown,
                $"The credential or the key is not that of the agent {state.Agent.Name}. Register again with a new token.");
        }

        if (session is { } other && other.Instance != hello.Instance && IsOnline)
            throw new RefusedException(RefusalKind.Duplicate, Duplicate(other, hello));
        bool isSame = session?.Instance == hello.Instance;
        session =
            new Session($"{Id}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SessionBytes))}", hello.Instance, hello.Host, Now);
        await work.ReleaseAsync(hasDied: !isSame, isSame ? "it said hello again" : "its process ended");
        await NoteBoot(hello.Machine);
        await state.ChangeAsync(agent => agent with { SeenAt = Now, Machine = AgentState.Write(hello.Machine) });
        Show();
        return new HelloReply
        {
            Session = session.Id,
            Health = state.Health,
            Reason = state.Agent.Reason,
            Settings = new Settings
            {
                LeaseSeconds = (int)settings.AgentLeaseDuration.TotalSeconds,
                RenewSeconds = (int)settings.AgentRenewInterval.TotalSeconds,
                PatienceSeconds = (int)settings.AgentPatience.TotalSeconds,
            },
        };
    }

    /// <inheritdoc/>
    public async Task<LeaseReply> Lease(string sessionId, LeaseRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        Session current = Check(sessionId);
        await work.ReleaseAsync(hasDied: false, "it asked for other work");
        current.Waits++;
        try
        {
            if (Now - (state.Agent.SeenAt ?? default) > TimeSpan.FromMinutes(1))
                await state.ChangeAsync(agent => agent with { SeenAt = Now });
            Machine machine = state.Machine.Clone();
            machine.HugePages.Clear();
            machine.HugePages.AddRange(request.HugePages);
            return await WaitForWork(current, machine, patience, cancellation);
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
        await Scheduler.Note(Offer(state.Machine));
        return await work.RenewAsync(sweepId, lease, progress);
    }

    /// <inheritdoc/>
    public async Task Expired(string sweepId, long lease)
    {
        await work.LoseAsync(sweepId, lease, "the lease was not renewed in time", isFault: false);
        Show();
    }

    /// <inheritdoc/>
    public async Task<ReportReply> Report(string sessionId, RunReport report)
    {
        Check(sessionId);
        try
        {
            return await work.ReportAsync(report);
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.Wrong)
        {
            await work.LoseAsync(report.SweepId, report.Lease, $"its report was refused: {refused.Message}", isFault: true);
            throw;
        }
        finally
        {
            Show();
        }
    }

    /// <inheritdoc/>
    public async Task Goodbye(string sessionId, string reason)
    {
        if (session?.Id != sessionId)
            return;
        await End($"it said goodbye: {reason}");
        if (state.Agent.IsEphemeral)
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
        state = await AgentState.OpenAsync(catalogue.Agents, Id);
        work.Use(state);
        Show();
    }

    /// <inheritdoc/>
    public Task<AgentStatus> GetStatus()
    {
        if (!state.IsKnown)
            throw new RefusedException(RefusalKind.Unknown, $"There is no agent with the id {Id}.");
        Show();
        return Task.FromResult(
            state.Status(IsOnline, session is { } current && current.HeardAt != default ? current.HeardAt : state.Agent.SeenAt,
                work.Describe()));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentRun>> GetHistory(int most) =>
    [
        .. (await catalogue.Agents.Runs(Id, Math.Clamp(most, 1, AgentCatalogue.MaxRuns))).Select(run => new AgentRun(
            run.SweepId, run.SweepName, run.Run, run.StartedAt, run.EndedAt, run.Outcome, run.Error)),
    ];

    /// <inheritdoc/>
    public Task Drain(string reason) => SetHealth(AgentHealth.Maintenance, reason);

    /// <inheritdoc/>
    public async Task Resume()
    {
        if (state.Health == AgentHealth.Retired)
        {
            throw new RefusedException(RefusalKind.Wrong,
                $"The agent {state.Agent.Name} is retired. Its machine can register again with a new token.");
        }

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
        await state.ChangeAsync(agent => agent with { CredentialHash = "" });
        await End("its credential was revoked");
    }

    /// <summary>Waits for a run, or until there is something else to tell.</summary>
    private async Task<LeaseReply> WaitForWork(Session current, Machine machine, TimeSpan patience, CancellationToken cancellation)
    {
        if (state.Health != AgentHealth.Active || machine.KvmFault is not null)
        {
            await Task.WhenAny(healthChange.Task, Task.Delay(patience, settings.Clock, cancellation));
            return Nothing(machine);
        }

        AgentWorkRequest request = Offer(machine);
        long start = settings.Clock.GetTimestamp();
        while (await Scheduler.LeaseRun(request, patience - settings.Clock.GetElapsedTime(start), cancellation) is { } found)
        {
            if (session != current || state.Health != AgentHealth.Active || cancellation.IsCancellationRequested)
            {
                await work.RefuseAsync(found);
                Check(current.Id);
                return Nothing(machine);
            }

            if (found.Variant is not null)
            {
                bootedFor = found.Variant;
                return new LeaseReply { Health = AgentHealth.Active, SwitchKernel = new SwitchKernel { Variant = found.Variant } };
            }

            if (found.Lease is { Quarantine: not null } quarantined)
            {
                await work.StoreQuarantinedAsync(quarantined, machine.Origin);
                continue;
            }

            return new LeaseReply { Health = AgentHealth.Active, Experiment = await work.TakeAsync(found, machine.Kernel) };
        }

        return Nothing(machine);
    }

    private LeaseReply Nothing(Machine machine)
    {
        string fault = machine.KvmFault is { } why ? $"KVM cannot be used here: {why}" : "";
        return new LeaseReply { Health = state.Health, Reason = state.Agent.Reason.Length > 0 ? state.Agent.Reason : fault };
    }

    /// <summary>An agent that was to boot a kernel and came back without it has failed; it would be sent again and again.</summary>
    private async Task NoteBoot(Machine machine)
    {
        if (bootedFor is not { } wanted || machine.BootId == state.Machine.BootId)
            return;
        bootedFor = null;
        if (machine.EffectiveStrategy != wanted)
        {
            await work.FailAsync(
                $"it was to boot the kernel of {wanted} and came back with {machine.EffectiveStrategy} ({machine.KernelRelease})");
        }
    }

    private async Task SetHealth(AgentHealth health, string reason, Func<AgentRecord, AgentRecord>? more = null)
    {
        if (!state.IsKnown)
            throw new RefusedException(RefusalKind.Unknown, $"There is no agent with the id {Id}.");
        await state.ChangeAsync(agent => (more?.Invoke(agent) ?? agent) with { Health = AgentState.Write(health), Reason = reason });
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
        if (state.IsKnown)
            await state.ChangeAsync(agent => agent with { SeenAt = Now });
        Show();
    }

    /// <exception cref="RefusedException">There is no such agent, or it may not come in.</exception>
    private void Admit()
    {
        if (!state.IsKnown)
        {
            throw new RefusedException(RefusalKind.Unknown,
                $"This grid has no agent with the id {Id}. Register with a token ('s2grid agents token create').");
        }

        if (state.Health == AgentHealth.Retired)
            throw new RefusedException(RefusalKind.Unknown, $"The agent {state.Agent.Name} is retired. Register again with a new token.");
        if (state.Agent.CredentialHash.Length == 0)
        {
            throw new RefusedException(RefusalKind.Unknown,
                $"The credential of the agent {state.Agent.Name} was revoked. Register again with a new token.");
        }
    }

    private Session Check(string sessionId)
    {
        Admit();
        if (session is not { } current || current.Id != sessionId)
            throw new RefusedException(RefusalKind.NoSession, $"The session of the agent {state.Agent.Name} has ended; say hello again.");
        current.HeardAt = Now;
        return current;
    }

    private AgentWorkRequest Offer(Machine machine) => new(Id, state.Agent.Name, machine);

    private string Duplicate(Session other, HelloRequest hello) =>
        $"The agent {state.Agent.Name} runs already, as process {other.Instance} on {other.Host}, heard "
        + $"{(Now - other.HeardAt).TotalSeconds:0} s ago; " +
        $"process {hello.Instance} on {hello.Host} is refused. If its state was copied to another machine, register there with a token "
        + $"of its own.";

    private void Show()
    {
        if (!state.IsKnown)
            return;
        string activity = !IsOnline ? "offline" : work.Current is null ? "idle" : "busy";
        Machine machine = state.Machine;
        instruments.Agents.Set(Id, new AgentFigures(
            state.Agent.Name,
            machine.Origin,
            machine.KernelRelease,
            machine.AgentVersion,
            activity,
            state.Health.ToString().ToLowerInvariant(),
            session is { } current && current.HeardAt != default ? current.HeardAt : state.Agent.SeenAt));
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
