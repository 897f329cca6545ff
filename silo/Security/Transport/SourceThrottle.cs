namespace S2Grid.Security.Transport;

/// <summary>Lets one log line a source and minute through. Safe for use by several threads.</summary>
/// <param name="clock">The clock for minutes.</param>
internal sealed class SourceThrottle(TimeProvider clock)
{
    /// <summary>More addresses than this are forgotten all together: the log is then no longer what is in danger.</summary>
    private const int MaxSources = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Lock mutex = new();
    private readonly Dictionary<string, Source> sources = [];

    /// <summary>How many of a source were not logged since the last that was, if the one at hand is to be logged.</summary>
    public long? NextToLog(string source)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (mutex)
        {
            Source known = sources.GetValueOrDefault(source);
            if (known.Logged is { } logged && now - logged < Interval)
            {
                sources[source] = known with { Unlogged = known.Unlogged + 1 };
                return null;
            }

            if (sources.Count >= MaxSources)
                sources.Clear();
            sources[source] = new Source(now, 0);
            return known.Unlogged;
        }
    }

    private readonly record struct Source(DateTimeOffset? Logged, long Unlogged);
}
