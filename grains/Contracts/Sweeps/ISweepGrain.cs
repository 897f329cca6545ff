using S2Grid.Contracts.Access;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;

namespace S2Grid.Contracts.Sweeps;

/// <summary>The coordinator of one sweep, keyed by the sweep's id. It owns the ledger of batches; slots own the work.</summary>
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Runs what <paramref name="scope"/> names. Answers as soon as the runs can be leased.</summary>
    /// <exception cref="RefusedException">There is no such sweep, another process runs it, or the engine is another one.</exception>
    [RequiresRole(Role.Operator)]
    Task<SweepStart> Resume(ResumeScope scope);

    /// <summary>
    /// For silos: a sweep that was started and is not at rest is taken up again if nobody runs it, as after the death of the silo that
    /// did. To be called every few seconds; does nothing where there is nothing to do.
    /// </summary>
    Task EnsureRunning();

    /// <summary>The sweep as it stands, also if another process runs it.</summary>
    /// <exception cref="RefusedException">There is no such sweep.</exception>
    [AlwaysInterleave]
    [RequiresRole(Role.Viewer)]
    Task<SweepStatus> GetStatus();

    /// <summary>What the sweep was started with.</summary>
    /// <exception cref="RefusedException">There is no such sweep.</exception>
    [AlwaysInterleave]
    [RequiresRole(Role.Viewer)]
    Task<SweepRequest> GetRequest();

    /// <summary>
    /// Progress at once, then every <paramref name="interval"/> and when the sweep comes to rest, which ends it. Works for a sweep of
    /// another process, too.
    /// </summary>
    /// <exception cref="RefusedException">There is no such sweep.</exception>
    [AlwaysInterleave]
    [RequiresRole(Role.Viewer)]
    IAsyncEnumerable<SweepProgress> Watch(TimeSpan interval, CancellationToken cancellation = default);

    /// <summary>
    /// Drains the sweep: nothing more is leased, what slots have done is stored. Answers at once; <see cref="Watch"/> tells when it
    /// is drained. A sweep at rest stays as it is. A sweep of another process is drained by that process, within a second or two.
    /// </summary>
    /// <exception cref="RefusedException">There is no such sweep.</exception>
    [RequiresRole(Role.Operator)]
    Task Cancel();

    /// <summary>Drains the sweep as <see cref="Cancel"/> does and leaves it paused.</summary>
    /// <exception cref="RefusedException">There is no such sweep.</exception>
    [RequiresRole(Role.Operator)]
    Task Pause();

    /// <summary>Changes how the sweep shares the grid, at once also while it runs.</summary>
    /// <exception cref="RefusedException">There is no such sweep, or the policy has errors; the details list them.</exception>
    [RequiresRole(Role.Operator)]
    Task SetPolicy(SweepPolicy policy);

    /// <summary>Gives a sweep at rest another name. One that was to replace another then no longer does.</summary>
    /// <exception cref="RefusedException">There is no such sweep, it is being run, or the name is taken or none.</exception>
    [RequiresRole(Role.Operator)]
    Task Rename(string name);

    /// <summary>Why the run number <paramref name="runIndex"/> was or was not reused.</summary>
    /// <exception cref="RefusedException">There is no such sweep, or no such run in it.</exception>
    [AlwaysInterleave]
    [RequiresRole(Role.Viewer)]
    Task<RunExplanation> Explain(long runIndex);

    /// <summary>For the scheduler: the next batch, or null if nothing can be leased now.</summary>
    Task<BatchLease?> Lease(WorkRequest request, ClusterCapacity capacity);

    /// <summary>For the scheduler: the next run for an agent, or a kernel that it is to boot first; null if it can take nothing
    /// now.</summary>
    /// <param name="request">The agent.</param>
    /// <param name="online">All agents that have asked lately, this one included.</param>
    Task<RunLease?> LeaseRun(AgentWorkRequest request, IReadOnlyList<AgentWorkRequest> online);

    /// <summary>For agents: ends a lease without a result.</summary>
    /// <param name="leaseNumber">The lease.</param>
    /// <param name="hasDied">Whether the agent has died with it: a run with which that happens twice is not done any more.</param>
    /// <param name="refusal">Why this agent's machine can never do the run; null if it can.</param>
    Task GiveBack(long leaseNumber, bool hasDied, string? refusal);

    /// <summary>For slots and agents: keeps a lease alive, also while the sweep waits for storage.</summary>
    [AlwaysInterleave]
    Task<LeaseStatus> Renew(long leaseNumber);

    /// <summary>
    /// For slots: ends a lease. Only after true is the batch a part of the sweep; after false (it was done by someone else meanwhile)
    /// its segment is none, and who runs the sweep deletes it. Where it throws it may be called again, however often, with the same
    /// report.
    /// </summary>
    Task<bool> Complete(BatchReport report);
}
