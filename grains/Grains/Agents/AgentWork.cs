using System.Globalization;
using System.Text.Json;
using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Runs;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;
using S2Grid.Runs;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Agents;

/// <summary>The run that an agent has in work, and what comes of its runs.</summary>
internal sealed class AgentWork(
    AgentState book,
    IAgentCatalogue agents,
    ISegmentStore segments,
    SweepPlans plans,
    TimeProvider clock,
    IGrainFactory grains,
    AgentInstruments instruments,
    PredictionChecks predictions)
{
    /// <summary>After so many failures in a row an agent gets no runs any more.</summary>
    public const int MostFailures = 3;

    private const string InWork = "in work";
    private const string WasLost = "lost";

    private AgentState book = book;
    private string progress = "";
    private (string SweepId, long Lease, string? Span) traced = ("", 0, null);

    /// <summary>The run in work, or null.</summary>
    public AgentRunRecord? Current { get; private set; }

    /// <summary>Writes into another book: the agent has registered again.</summary>
    public void Use(AgentState other) => book = other;

    /// <summary>What is in work, for people; null for nothing.</summary>
    public string? Describe() => Current is { } run
        ? string.Create(CultureInfo.InvariantCulture, $"run {run.Run} of {run.SweepName}{(progress.Length > 0 ? $" ({progress})" : "")}")
        : null;

    /// <summary>Notes a lease before the agent is told of it.</summary>
    public async Task TakeAsync(RunLease found, string kernel)
    {
        BatchLease lease = found.Lease!;
        var run = new AgentRunRecord
        {
            AgentId = book.Agent.Id,
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
        Current = run;
        await agents.PutRun(run);
    }

    /// <summary>Gives back a lease that the agent is not told of.</summary>
    public Task RefuseAsync(RunLease found) => found.Lease is { } lease ? Sweep(lease.SweepId).GiveBack(lease.Number, hasDied: false, null) : Task.CompletedTask;

    /// <summary>Gives back what is in work, if anything is.</summary>
    public async Task ReleaseAsync(bool hasDied, string reason)
    {
        if (Current is not { } run)
            return;
        await LoseAsync(run, reason);
        await Sweep(run.SweepId).GiveBack(run.Lease, hasDied, null);
        if (hasDied)
            await FailAsync(run, reason);
    }

    /// <summary>
    /// Gives back a run whose report cannot be right, as a failure of the agent: it would be given the run, and say the same, for ever.
    /// </summary>
    public async Task RejectReportAsync(string sweepId, long lease, string why)
    {
        if (await agents.FindRun(book.Agent.Id, sweepId, lease) is not { EndedAt: null } run)
            return;
        string reason = $"its report was refused: {why}";
        await LoseAsync(run, reason);
        await Sweep(sweepId).GiveBack(lease, hasDied: false, null);
        await FailAsync(run, reason);
    }

    /// <summary>Notes that a lease has ended, because it was not renewed.</summary>
    public async Task ExpireAsync(string sweepId, long lease)
    {
        if (await agents.FindRun(book.Agent.Id, sweepId, lease) is not { EndedAt: null } run)
            return;
        await LoseAsync(run, "the lease was not renewed in time");
    }

    /// <summary>Keeps a lease.</summary>
    public async Task<LeaseStatus> RenewAsync(string sweepId, long lease, string now)
    {
        if (Current is not { } run || run.SweepId != sweepId || run.Lease != lease)
        {
            // A silo that has lost its memory is told what its agent does; only what was written down counts.
            if (await agents.FindRun(book.Agent.Id, sweepId, lease) is not { EndedAt: null } known)
                return LeaseStatus.Lost;
            Current = run = known;
        }

        progress = now;
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
    public async Task<ReportAnswer> ReportAsync(MeasuredReport report)
    {
        AgentRunRecord run = await agents.FindRun(book.Agent.Id, report.SweepId, report.Lease) is { } known && known.Run == report.Run
            ? known
            : throw new RefusedException(RefusalKind.Wrong, $"The agent {book.Agent.Name} was not given run {report.Run} of the sweep {report.SweepId} under lease {report.Lease}.");
        if (run.EndedAt is not null && run.Outcome != WasLost)
            return new ReportAnswer(run.Outcome is "done" or "failed", run.Outcome is "done" or "failed" ? "" : run.Error);
        PlannedRun planned = (await plans.Of(report.SweepId)).Plan[report.Run];
        CheckOrigin(report, run);
        MeasuredChecks.Check(report, planned);
        if (Current?.SweepId == report.SweepId && Current.Lease == report.Lease)
            Current = null;
        return report.Outcome == MeasuredOutcome.Refused ? await RefuseAsync(run, report) : await StoreAsync(run, report, planned);
    }

    /// <summary>Stores that a run must not be done any more.</summary>
    public async Task StoreQuarantinedAsync(BatchLease lease, Provenance provenance)
    {
        PlannedRun planned = (await plans.Of(lease.SweepId)).Plan[lease.First];
        await CompleteAsync(lease.SweepId, lease.Number, lease.Attempt, lease.RetryFile, 0, new RunResult(planned, RunState.Failed, lease.Quarantine, [], provenance));
    }

    /// <summary>Notes a failure; after some in a row the agent gets no runs any more.</summary>
    public async Task FailAsync(string why)
    {
        bool isEnough = false;
        await book.ChangeAsync(agent =>
        {
            string[] failures = [.. book.Failures.TakeLast(MostFailures - 1), why];
            isEnough = failures.Length == MostFailures && book.Health == AgentHealth.Active;
            AgentRecord failed = agent with { FailedRuns = agent.FailedRuns + 1, Failures = JsonSerializer.Serialize(failures) };
            return isEnough
                ? failed with { Health = (int)AgentHealth.Quarantined, Reason = $"it failed {MostFailures} runs in a row: {string.Join("; ", failures)}" }
                : failed;
        });
        // What it has begun need not wait for it any more.
        if (isEnough)
            await grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.AgentsKey).Forget(book.Agent.Id);
    }

    private Task FailAsync(AgentRunRecord run, string why) => FailAsync($"run {run.Run} of {run.SweepName}: {why}");

    private Task LoseAsync(AgentRunRecord run, string reason)
    {
        if (Current?.SweepId == run.SweepId && Current.Lease == run.Lease)
            Current = null;
        return agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = WasLost, Error = reason });
    }

    private async Task<ReportAnswer> RefuseAsync(AgentRunRecord run, MeasuredReport report)
    {
        await agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = "refused", Error = report.Error });
        await Sweep(report.SweepId).GiveBack(report.Lease, hasDied: false, report.Error);
        instruments.Reported(book.Agent.Name, report.Provenance, "refused");
        return new ReportAnswer(false, "");
    }

    private async Task<ReportAnswer> StoreAsync(AgentRunRecord run, MeasuredReport report, PlannedRun planned)
    {
        bool hasFailed = report.Outcome == MeasuredOutcome.Failed;
        var result = new RunResult(planned, hasFailed ? RunState.Failed : RunState.Succeeded, hasFailed ? report.Error : null, [], report.Provenance)
        {
            Measurement = new Measurement(
                book.Agent.Name,
                report.Kernel,
                report.KernelStrategy,
                book.Machine.Architecture,
                book.Machine.PageBytes,
                report.Provenance,
                [.. report.Steps.Select(step => step.ToMeasuredStep())],
                report.ThpBytes,
                report.CountFault,
                report.Disturbed,
                report.Samples,
                report.Surroundings),
        };
        double seconds = (clock.GetUtcNow() - run.StartedAt).TotalSeconds;
        if (!await CompleteAsync(report.SweepId, report.Lease, run.Attempt, run.RetryFile, seconds, result))
        {
            const string Ignored = "the run was done by somebody else meanwhile, or its sweep is at rest";
            await agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = "ignored", Error = Ignored });
            return new ReportAnswer(false, Ignored);
        }

        await agents.PutRun(run with { EndedAt = clock.GetUtcNow(), Outcome = hasFailed ? "failed" : "done", Error = report.Error });
        if (hasFailed)
            await FailAsync(run, report.Error);
        else
            await book.ChangeAsync(agent => agent with { DoneRuns = agent.DoneRuns + 1, Failures = "[]" });
        string? sweepSpan = traced.SweepId == report.SweepId && traced.Lease == report.Lease ? traced.Span : null;
        SweepTraces.AddMeasured(report.SweepId, sweepSpan, result, book.Agent.Name, run.StartedAt, clock.GetUtcNow());
        Count(report, planned);
        if (!hasFailed)
            predictions.Check(await plans.Of(report.SweepId), planned, result.Measurement, book.Machine.RecordedProvenance);
        return new ReportAnswer(true, "");
    }

    private void Count(MeasuredReport report, PlannedRun planned)
    {
        bool hasFailed = report.Outcome == MeasuredOutcome.Failed;
        instruments.Reported(book.Agent.Name, report.Provenance, hasFailed ? "failed" : report.Disturbed.Count > 0 ? "disturbed" : "done");
        if (!hasFailed)
        {
            instruments.Measured(
                book.Agent.Name, report.Provenance, planned, report.SweepId, report.Steps.Select(step => (step.Name, step.Scope, (long)(step.Seconds * 1e9))));
        }
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
        var report = new BatchReport(
            lease, stored.First, stored.Count, stored.Failed, stored.Reused, seconds, stored.File, stored.Bytes, retryFile, null, false, 0, attempt);
        if (await Sweep(sweepId).Complete(report))
            return true;
        await segments.Discard(sweepId, stored.File);
        return false;
    }

    /// <summary>Times are as good as the machine that they come from: it must be the one that the agent said hello with.</summary>
    private void CheckOrigin(MeasuredReport report, AgentRunRecord run)
    {
        AgentMachine machine = book.Machine;
        if (report.Provenance != machine.Provenance)
            throw new RefusedException(RefusalKind.Wrong, $"The report says {report.Provenance.ToString().ToLowerInvariant()}, but the machine of {book.Agent.Name} said {machine.Provenance.ToString().ToLowerInvariant()}.");
        if (report.Outcome == MeasuredOutcome.Succeeded && report.Kernel != run.Kernel)
            throw new RefusedException(RefusalKind.Wrong, $"The report is of the kernel '{report.Kernel}', but {book.Agent.Name} had '{run.Kernel}' when it was given the run.");
    }

    private ISweepGrain Sweep(string id) => grains.GetGrain<ISweepGrain>(id);
}
