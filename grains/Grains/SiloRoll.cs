using S2Grid.Contracts;

namespace S2Grid.Grains;

/// <summary>The silos whose slots have asked for work lately. Slots ask every few seconds, idle or not.</summary>
internal sealed class SiloRoll(TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (long Budget, DateTimeOffset Seen)> silos = new(StringComparer.Ordinal);

    /// <summary>Notes that a slot has asked.</summary>
    public void Note(SlotOffer offer) => silos[offer.Silo] = (offer.MemoryBudget, clock.GetUtcNow());

    /// <summary>Who is there.</summary>
    public SiloCensus Census()
    {
        DateTimeOffset oldest = clock.GetUtcNow() - Memory;
        foreach (string gone in silos.Where(silo => silo.Value.Seen < oldest).Select(silo => silo.Key).ToArray())
            silos.Remove(gone);
        return new SiloCensus(silos.Count, silos.Values.Max(silo => silo.Budget));
    }
}
