namespace S2Grid.Grains.Leases;

/// <summary>
/// Says whose turn it is among sweeps: of those of the highest priority, that of the one that has had the least of the slots' time for
/// its weight.
/// </summary>
internal sealed class FairShare
{
    private readonly Dictionary<string, Share> shares = new(StringComparer.Ordinal);
    private long turns;

    /// <summary>
    /// Lets a sweep take part, or changes its policy. It starts level with the one that has had least, so it neither waits nor catches up.
    /// </summary>
    public void Join(string sweepId, SweepPolicy policy) => shares[sweepId] = shares.TryGetValue(sweepId, out Share share)
        ? share with { Policy = policy }
        : new Share(policy, shares.Count > 0 ? shares.Values.Min(other => other.Time) : 0, 0);

    public void Leave(string sweepId) => shares.Remove(sweepId);

    /// <summary>The sweeps that take part, the one whose turn it is first.</summary>
    public IReadOnlyList<string> Order() =>
    [
        .. shares.OrderByDescending(share => share.Value.Policy.Priority)
            .ThenBy(share => share.Value.Time)
            .ThenBy(share => share.Value.LastTurn)
            .Select(share => share.Key),
    ];

    /// <summary>Notes that a sweep was served, which puts it behind those that have had as much.</summary>
    public void Served(string sweepId)
    {
        if (shares.TryGetValue(sweepId, out Share share))
            shares[sweepId] = share with { LastTurn = ++turns };
    }

    /// <summary>Notes that the slots spent time on a sweep.</summary>
    public void Charge(string sweepId, double seconds)
    {
        if (shares.TryGetValue(sweepId, out Share share))
            shares[sweepId] = share with { Time = share.Time + (seconds / share.Policy.Weight) };
    }

    /// <summary>A sweep's part: the slots' time that it has had, in seconds divided by its weight.</summary>
    private readonly record struct Share(SweepPolicy Policy, double Time, long LastTurn);
}
