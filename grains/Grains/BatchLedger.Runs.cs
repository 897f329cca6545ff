using S2Grid.Contracts;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Grains;

/// <content>Leases of single runs, which agents choose by what their machines can do.</content>
public sealed partial class BatchLedger
{
    /// <summary>Whether nobody has a run in work and it is still to be done.</summary>
    public bool IsPending(long run) => !taken.Overlaps(run, run + 1) || special.Exists(piece => piece.First <= run && run < piece.End);

    /// <summary>What is known from before of a run that is pending.</summary>
    internal WorkPiece PieceOf(long run) => special.Find(piece => piece.First <= run && run < piece.End) ?? new WorkPiece(run, 1);

    /// <summary>Leases one pending run.</summary>
    /// <param name="piece">The run, as <see cref="PieceOf"/> tells of it.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="now">The time.</param>
    internal BatchLease LeaseRun(WorkPiece piece, string agent, DateTimeOffset now)
    {
        special.Remove(piece);
        taken.Add(piece.First, piece.End);
        var lease = new BatchLease(
            sweepId,
            nextLease++,
            piece.First,
            piece.Count,
            piece.RetryFile,
            leaseDuration,
            0,
            piece.Quarantine is null ? piece.Attempts + 1 : MaxAttempts,
            piece.Quarantine);
        leases.Add(lease.Number, new HeldLease(lease, piece, agent, agent, now, now + leaseDuration));
        return lease;
    }

    /// <summary>Takes the leases that were not renewed in time.</summary>
    /// <returns>Each with its number and its agent. The runs are in nobody's hands: <see cref="Suspect"/> makes them pending again.</returns>
    internal IReadOnlyList<(long Number, string Agent, LeaseRecord? Lost)> TakeExpired(DateTimeOffset now)
    {
        HeldLease[] expired = [.. leases.Values.Where(held => held.Expires <= now)];
        return [.. expired.Select(held => (held.Lease.Number, held.Hand, Take(held.Lease.Number)))];
    }
}
