using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;

namespace S2Grid.Contracts.Sweeps;

/// <summary>
/// Shares time fairly between active sweeps: that of slots between simulated ones (key <see cref="Key"/>), that of agents between
/// measured ones (key <see cref="AgentsKey"/>).
/// </summary>
public interface ISchedulerGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the slots' scheduler.</summary>
    const long Key = 0;

    /// <summary>The key of the agents' scheduler.</summary>
    const long AgentsKey = 1;

    /// <summary>
    /// The next batch for a slot: from the sweeps of the highest priority, and of these from the one that has had the least time for
    /// its weight. Waits up to <paramref name="patience"/> for one, then answers null.
    /// </summary>
    /// <param name="request">The slot that asks.</param>
    /// <param name="patience">How long to wait for work.</param>
    /// <param name="cancellation">Ends the wait.</param>
    [AlwaysInterleave]
    Task<BatchLease?> Lease(WorkRequest request, TimeSpan patience, CancellationToken cancellation);

    /// <summary>The next run for an agent, chosen among sweeps as <see cref="Lease"/> chooses.</summary>
    /// <param name="request">The agent that asks.</param>
    /// <param name="patience">How long to wait for work.</param>
    /// <param name="cancellation">Ends the wait.</param>
    [AlwaysInterleave]
    Task<RunLease?> LeaseRun(AgentWorkRequest request, TimeSpan patience, CancellationToken cancellation);

    /// <summary>For agents: this agent is there, at work.</summary>
    [AlwaysInterleave]
    Task Note(AgentWorkRequest request);

    /// <summary>For agents: this agent is gone, or gets no runs.</summary>
    [AlwaysInterleave]
    Task Forget(string agentId);

    /// <summary>For sweeps: this sweep has something to lease, under this policy.</summary>
    [AlwaysInterleave]
    Task Activate(string sweepId, SweepPolicy policy);

    /// <summary>For sweeps: this sweep has nothing to lease any more.</summary>
    [AlwaysInterleave]
    Task Retire(string sweepId);

    /// <summary>For sweeps: the slots spent so many seconds on this sweep.</summary>
    [AlwaysInterleave]
    Task Charge(string sweepId, double seconds);
}
