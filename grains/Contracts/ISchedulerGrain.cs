using Orleans.Concurrency;
using S2Grid.Experiments;

namespace S2Grid.Contracts;

/// <summary>Shares the slots' time fairly between active sweeps. One grain, key <see cref="Key"/>.</summary>
public interface ISchedulerGrain : IGrainWithIntegerKey
{
    /// <summary>The scheduler's only key.</summary>
    const long Key = 0;

    /// <summary>
    /// The next batch for a slot: from the sweeps of the highest priority, and of these from the one that has had the least time for
    /// its weight. Waits up to <paramref name="patience"/> for one, then answers null.
    /// </summary>
    /// <param name="offer">The slot that asks.</param>
    /// <param name="patience">How long to wait for work.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AlwaysInterleave]
    Task<BatchLease?> Lease(SlotOffer offer, TimeSpan patience, CancellationToken cancellationToken);

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
