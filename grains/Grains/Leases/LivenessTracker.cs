namespace S2Grid.Grains.Leases;

/// <summary>Who has asked for work lately, with what they said of themselves. Workers ask every few seconds, idle or not.</summary>
/// <param name="clock">The clock.</param>
internal sealed class LivenessTracker<T>(TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (T Last, long SeenAt)> known = new(StringComparer.Ordinal);

    /// <summary>Notes that somebody is there.</summary>
    public void Note(string id, T said) => known[id] = (said, clock.GetTimestamp());

    /// <summary>Notes that somebody is gone, or gets no work.</summary>
    public void Forget(string id) => known.Remove(id);

    /// <summary>What those who are there said last.</summary>
    public IReadOnlyList<T> Present()
    {
        foreach (string gone in known.Where(one => clock.GetElapsedTime(one.Value.SeenAt) > Memory).Select(one => one.Key).ToArray())
            known.Remove(gone);
        return [.. known.Values.Select(one => one.Last)];
    }
}
