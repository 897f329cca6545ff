using S2Grid.Contracts.Leases;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Grains.Leases;

/// <content>Leases of single runs, which agents choose by what their machines can do.</content>
public sealed partial class BatchLedger
{
    /// <summary>Whether nobody has a run in work and it is still to be done.</summary>
    public bool IsPending(long run) => !taken.Overlaps(run, run + 1) || special.Exists(item => item.First <= run && run < item.End);

    /// <summary>What is known from before of a run that is pending.</summary>
    internal WorkItem ItemOf(long run) => special.Find(item => item.First <= run && run < item.End) ?? new WorkItem(run, 1);

    /// <summary>Leases one pending run.</summary>
    /// <param name="item">The run, as <see cref="ItemOf"/> tells of it.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="now">The time.</param>
    internal BatchLease LeaseRun(WorkItem item, string agent, DateTimeOffset now)
    {
        special.Remove(item);
        return Lease(item, agent, agent, 0, now);
    }

    /// <summary>Takes the leases that were not renewed in time.</summary>
    /// <returns>Each with its number and its agent. Nobody has the runs any more: <see cref="Suspect"/> makes them pending again.</returns>
    internal IReadOnlyList<(long Number, string Agent, LeaseRecord? Lost)> TakeExpired(DateTimeOffset now)
    {
        HeldLease[] expired = [.. leases.Values.Where(held => held.Expires <= now)];
        return [.. expired.Select(held => (held.Lease.Number, held.Worker, Take(held.Lease.Number)))];
    }
}
