using System.Globalization;
using System.Text.Json;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Agents;

/// <summary>The run that an agent has in work, and what comes of its runs.</summary>
internal sealed class AgentWork(
    AgentState state,
    AgentCatalogue agents,
    ISegmentStore segments,
    SweepPlans plans,
    TimeProvider clock,
    IGrainFactory grains,
    AgentInstruments instruments,
    PredictionChecks predictions)
{
    /// <summary>After so many failures in a row an agent gets no runs any more.</summary>
    public const int MaxFailures = 3;

    private const string InWork = "in work";
    private const string WasLost = "lost";

    private AgentState state = state;
    private string progress = "";
    private bool isConfirmed;
    private (string SweepId, long Lease, string? Span) traced = ("", 0, null);

    /// <summary>The run in work, or null.</summary>
    public AgentRunRecord? Current { get; private set; }

    /// <summary>The agent has registered again.</summary>
    public void Use(AgentState other) => state = other;

    /// <summary>What is in work, for people; null for nothing.</summary>
    public string? Describe() => Current is { } run
        ? string.Create(CultureInfo.InvariantCulture, $"run {run.Run} of {run.SweepName}{(progress.Length > 0 ? $" ({progress})" : "")}")
        : null;

    /// <summary>Notes a lease before the agent is told of it.</summary>
    /// <returns>What the agent is told.</returns>
    public async Task<Experiment> TakeAsync(RunLease found, string kernel)
    {
        BatchLease lease = found.Lease!;
        var run = new AgentRunRecord
        {
            AgentId = state.Agent.Id,
            SweepId = lease.SweepId,
            SweepName = found.SweepName,
            Lease = lease.Number,
            Run = lease.First,
            Attempt = lease.Attempt,
            RetryFile = lease.RetryFile,
            Kernel = kernel,
            StartedAt = clock.GetUtcNow(),
            Outcome = InWork,
        };
        progress = "";
        traced = (lease.SweepId, lease.Number, lease.Trace);
        (Current, isConfirmed) = (run, false);
        await agents.PutRun(run);
        PlannedRun planned = (await plans.Of(lease.SweepId)).Plan[lease.First];
        Experiment experiment = ExperimentSettings.Of(planned.Configuration);
        (experiment.SweepId, experiment.SweepName, experiment.Lease) = (lease.SweepId, found.SweepName, lease.Number);
        (experiment.Run, experiment.Repeat) = (planned.Index, planned.Repeat);
        return experiment;
    }

    /// <summary>Gives back a lease that the agent is not told of.</summary>
    public Task RefuseAsync(RunLease found)
        => found.Lease is { } lease ? Sweep(lease.SweepId).GiveBack(lease.Number, hasDied: false, null) : Task.CompletedTask;

    /// <summary>Gives back what is in work, if anything is. An agent that never said that it has it has not died with it.</summary>
    public async Task ReleaseAsync(bool hasDied, string reason)
    {
        if (Current is not { } run)
            return;
        hasDied &= isConfirmed;
        await LoseAsync(run, reason);
        await Sweep(run.SweepId).GiveBack(run.Lease, hasDied, null);
        if (hasDied)
            await FailAsync(run, reason);
    }

    /// <summary>
    /// Notes that a lease has ended. If that is the agent's fault, the run is given back as a failure of the agent: it would be given the
    /// run, and say the same, for ever.
    /// </summary>
    public async Task LoseAsync(string sweepId, long lease, string why, bool isFault)
    {
        if (await agents.FindRun(state.Agent.Id, sweepId, lease) is not { EndedAt: null } run)
            return;
        await LoseAsync(run, why);
        if (!isFault)
            return;
        await Sweep(sweepId).GiveBack(lease, hasDied: false, null);
        await FailAsync(run, why);
    }

    /// <summary>Keeps a lease.</summary>
    public async Task<LeaseStatus> RenewAsync(string sweepId, long lease, string now)
    {
        if (Current is not { } run || run.SweepId != sweepId || run.Lease != lease)
        {
            // A silo that has lost its memory is told what its agent does; only what was written down counts.
            if (await agents.FindRun(state.Agent.Id, sweepId, lease) is not { EndedAt: null } known)
                return LeaseStatus.Lost;
            Current = run = known;
        }

        (progress, isConfirmed) = (now, true);
        LeaseStatus answer = await Sweep(sweepId).Renew(lease);
        if (answer == LeaseStatus.Renewed)
            return answer;
        await LoseAsync(run, answer == LeaseStatus.Stop ? "its sweep was stopped" : "the lease had ended");
        if (answer == LeaseStatus.Stop)
            await Sweep(sweepId).GiveBack(lease, hasDied: false, null);
        return answer;
    }

    /// <summary>Stores what came of a run.</summary>
    /// <exception cref="RefusedException">The report is not about a run that this agent was given, or says what cannot be.</exception>
    public async Task<ReportReply> ReportAsync(RunReport report)
    {
        AgentRunRecord run = await agents.FindRun(state.Agent.Id, report.SweepId, report.Lease) is { } known && known.Run == report.Run
            ? known
            : throw new RefusedException(RefusalKind.Wrong,
                $"The agent {state.Agent.Name} was not given run {report.Run} of the sweep "
                + $"{PrintableText.Sanitize(report.SweepId, ReportReader.MaxTextLength)} under lease {report.Lease}.");
        if (run.EndedAt is not null && run.Outcome != WasLost)
        {
            bool isStored = run.Outcome is "done" or "failed";
            return new ReportReply { Stored = isStored, Reason = isStored ? "" : run.Error };
        }

        PlannedRun planned = (await plans.Of(report.SweepId)).Plan[report.Run];
        Measurement measured = ReportReader.Read(report, state.Agent.Name, state.Machine);
        CheckOrigin(report, measured, run);
        MeasuredChecks.Check(report, measured, planned);
        if (Current?.SweepId == report.SweepId && Current.Lease == report.Lease)
            Current = null;
        string error = ReportReader.Error(report);
        if (report.Outcome != RunOutcome.Refused)
            return await StoreAsync(run, measured, planned, report.Outcome == RunOutcome.Failed ? error : null);
        await agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = "refused", Error = error });
        await Sweep(report.SweepId).GiveBack(report.Lease, hasDied: false, error);
        instruments.Reported(state.Agent.Name, measured.Provenance, "refused");
        return new ReportReply();
    }

    /// <summary>Stores that a run must not be done any more.</summary>
    public async Task StoreQuarantinedAsync(BatchLease lease, Provenance provenance)
    {
        PlannedRun planned = (await plans.Of(lease.SweepId)).Plan[lease.First];
        await CompleteAsync(lease.SweepId, lease.Number, lease.Attempt, lease.RetryFile, 0,
            new RunResult(planned, RunState.Failed, lease.Quarantine, [], provenance));
    }

    /// <summary>Notes a failure; after some in a row the agent gets no runs any more.</summary>
    public async Task FailAsync(string why)
    {
        bool isEnough = false;
        await state.ChangeAsync(agent =>
        {
            string[] failures = [.. state.Failures.TakeLast(MaxFailures - 1), why];
            isEnough = failures.Length == MaxFailures && state.Health == AgentHealth.Active;
            AgentRecord failed = agent with { FailedRuns = agent.FailedRuns + 1, Failures = JsonSerializer.Serialize(failures) };
            return isEnough
                ? failed with
                {
                    Health = AgentState.Write(AgentHealth.Quarantined),
                    Reason = $"it failed {MaxFailures} runs in a row: {string.Join("; ", failures)}"
                }
                : failed;
        });
        // What it has begun need not wait for it any more.
        if (isEnough)
            await grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.AgentsKey).Forget(state.Agent.Id);
    }

    private Task FailAsync(AgentRunRecord run, string why) => FailAsync($"run {run.Run} of {run.SweepName}: {why}");

    private Task LoseAsync(AgentRunRecord run, string reason)
    {
        if (Current?.SweepId == run.SweepId && Current.Lease == run.Lease)
            Current = null;
        return agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = WasLost, Error = reason });
    }

    private async Task<ReportReply> StoreAsync(AgentRunRecord run, Measurement measured, PlannedRun planned, string? error)
    {
        bool hasFailed = error is not null;
        var result = new RunResult(planned, hasFailed ? RunState.Failed : RunState.Succeeded, error, [], measured.Provenance)
        {
            Measurement = ReportReader.Stored(measured, state.Machine),
        };
        double seconds = (clock.GetUtcNow() - run.StartedAt).TotalSeconds;
        if (!await CompleteAsync(run.SweepId, run.Lease, run.Attempt, run.RetryFile, seconds, result))
        {
            const string Ignored = "the run was done by somebody else meanwhile, or its sweep is at rest";
            await agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = "ignored", Error = Ignored });
            return new ReportReply { Reason = Ignored };
        }

        string outcome = hasFailed ? "failed" : "done";
        await agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = outcome, Error = error ?? "" });
        string? sweepSpan = traced.SweepId == run.SweepId && traced.Lease == run.Lease ? traced.Span : null;
        SweepTraces.AddMeasured(run.SweepId, sweepSpan, result, state.Agent.Name, run.StartedAt, clock.GetUtcNow());
        instruments.Reported(state.Agent.Name, measured.Provenance, !hasFailed && measured.Disturbed.Count > 0 ? "disturbed" : outcome);
        if (hasFailed)
        {
            await FailAsync(run, error!);
            return new ReportReply { Stored = true };
        }

        await state.ChangeAsync(agent => agent with { DoneRuns = agent.DoneRuns + 1, Failures = "[]" });
        instruments.Measured(
            state.Agent.Name, measured.Provenance, planned, run.SweepId,
            measured.Steps.Select(step => (step.Name, step.Scope, (long)(step.Seconds * 1e9))));
        predictions.Check(await plans.Of(run.SweepId), planned, measured, state.Machine);
        return new ReportReply { Stored = true };
    }

    private async Task<bool> CompleteAsync(string sweepId, long lease, int attempt, string? retryFile, double seconds, RunResult result)
    {
        BatchRecord stored = await Task.Run(async () =>
        {
            var buffer = new SegmentBuffer();
            buffer.Add(result, result.Run.Configuration.Identity.ToString(), seconds);
            return retryFile is null
                ? await segments.Store(sweepId, buffer, result.Run.Index, lease)
                : await segments.StoreMerged(sweepId, retryFile, buffer, lease);
        });
        var report = new BatchReport(lease, result.Run.Index, retryFile, stored with { Attempts = attempt }, seconds);
        return await Sweep(sweepId).Complete(report);
    }

    /// <summary>Times are as good as the machine that they come from: it must be the one that the agent said hello with.</summary>
    private void CheckOrigin(RunReport report, Measurement measured, AgentRunRecord run)
    {
        if (report.Provenance != state.Machine.Provenance)
        {
            throw new RefusedException(RefusalKind.Wrong,
                $"The report says {report.Provenance}, but the machine of {state.Agent.Name} said {state.Machine.Provenance}.");
        }

        if (report.Outcome == RunOutcome.Succeeded && measured.Kernel != run.Kernel)
        {
            throw new RefusedException(RefusalKind.Wrong,
                $"The report is of the kernel '{measured.Kernel}', but {state.Agent.Name} had '{run.Kernel}' when it was given the run.");
        }
    }

    private ISweepGrain Sweep(string id) => grains.GetGrain<ISweepGrain>(id);
}
