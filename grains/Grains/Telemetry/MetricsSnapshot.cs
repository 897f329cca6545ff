namespace S2Grid.Grains.Telemetry;

/// <summary>How each sweep, or each agent, that this process looks after stands, as metrics show it. Safe for use by several
/// threads.</summary>
/// <param name="isOutdated">Whether one is to be shown no longer.</param>
public sealed class MetricsSnapshot<T>(Func<T, bool> isOutdated)
{
    private readonly ConcurrentDictionary<string, T> shown = new(StringComparer.Ordinal);

    /// <summary>Shows how one stands now.</summary>
    public void Set(string id, T figures) => shown[id] = figures;

    /// <summary>Shows one no longer: another process looks after it, or it is gone for good.</summary>
    public void Remove(string id) => shown.TryRemove(id, out _);

    /// <summary>Shows those only that are among some: others are gone, wherever that was said.</summary>
    public void Keep(IEnumerable<string> ids)
    {
        foreach (string gone in shown.Keys.Except(ids))
            Remove(gone);
    }

    /// <summary>All that are shown.</summary>
    public IEnumerable<T> Read()
    {
        foreach ((string id, T figures) in shown)
        {
            if (isOutdated(figures))
                shown.TryRemove(id, out _);
        }

        return shown.Values;
    }
}
