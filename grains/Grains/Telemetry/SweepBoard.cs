using System.Collections.Concurrent;

namespace S2Grid.Grains.Telemetry;

/// <summary>
/// The sweeps whose coordinators this process has, as their metrics show them. A sweep that has come to rest is shown for another hour.
/// Safe for use by several threads.
/// </summary>
/// <param name="clock">The clock.</param>
public sealed class SweepBoard(TimeProvider clock)
{
    /// <summary>The most sweeps that are shown. More that run at once are counted together, but not by name.</summary>
    public const int MostShown = 100;

    private static readonly TimeSpan Afterlife = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, SweepFigures> sweeps = new(StringComparer.Ordinal);

    /// <summary>Shows how a sweep stands now.</summary>
    public void Show(string sweepId, SweepFigures figures) => sweeps[sweepId] = figures;

    /// <summary>Shows a sweep no longer, because its coordinator has moved or it was deleted.</summary>
    public void Forget(string sweepId) => sweeps.TryRemove(sweepId, out _);

    /// <summary>The sweeps to show, those that run first.</summary>
    public IReadOnlyList<SweepFigures> Read()
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach ((string id, SweepFigures figures) in sweeps)
        {
            if (figures.EndedAt + Afterlife <= now)
                sweeps.TryRemove(id, out _);
        }

        return [.. sweeps.Values.OrderBy(sweep => sweep.EndedAt is not null).ThenByDescending(sweep => sweep.LastProgress)];
    }
}
