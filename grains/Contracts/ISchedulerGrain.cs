using Orleans.Concurrency;

namespace S2Grid.Contracts;

/// <summary>Shares the slots' time fairly between active sweeps. One grain, key <see cref="Key"/>.</summary>
public interface ISchedulerGrain : IGrainWithIntegerKey
{
    /// <summary>The scheduler's only key.</summary>
    const long Key = 0;

    /// <summary>
    /// The next batch for a slot, from the sweep that has had the least time so far. Waits up to <paramref name="patience"/> for one,
    /// then answers null.
    /// </summary>
    /// <param name="slot">The slot's key, <c>silo/number</c>.</param>
    /// <param name="patience">How long to wait for work.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AlwaysInterleave]
    Task<BatchLease?> Lease(string slot, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>For sweeps: this sweep has something to lease.</summary>
    [AlwaysInterleave]
    Task Activate(string sweepId);

    /// <summary>For sweeps: this sweep has nothing to lease any more.</summary>
    [AlwaysInterleave]
    Task Retire(string sweepId);

    /// <summary>For sweeps: the slots spent so many seconds on this sweep.</summary>
    [AlwaysInterleave]
    Task Charge(string sweepId, double seconds);
}
