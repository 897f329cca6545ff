using System.Net;
using Microsoft.Extensions.Logging;

namespace S2Grid.Silo.Security;

/// <summary>
/// Logs who was not let in: once for each source address and minute, with the number of those before it that were not logged. Safe for
/// use by several threads.
/// </summary>
/// <param name="clock">The clock for minutes.</param>
/// <param name="logger">Where to log.</param>
public sealed partial class RejectionLog(TimeProvider clock, ILogger<RejectionLog> logger)
{
    /// <summary>More addresses than this are forgotten all together: the log is then no longer what is in danger.</summary>
    private const int MostSources = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Lock mutex = new();
    private readonly Dictionary<string, Source> sources = [];

    /// <summary>Notes a connection that was refused.</summary>
    /// <param name="remote">Whence it came.</param>
    /// <param name="kind">Who may connect there.</param>
    /// <param name="reason">Why it was refused, after "because".</param>
    public void Add(EndPoint? remote, PeerKind kind, string reason)
    {
        string source = remote is IPEndPoint ip ? ip.Address.ToString() : remote?.ToString() ?? "an unknown address";
        if (NextToLog(source) is { } unlogged)
            LogRejection(source, CertificateIdentity.NameOf(kind), reason, unlogged);
    }

    /// <summary>How many of a source were not logged since the last that was, if the one at hand is to be logged.</summary>
    private long? NextToLog(string source)
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

            if (sources.Count >= MostSources)
                sources.Clear();
            sources[source] = new Source(now, 0);
            return known.Unlogged;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Refused a connection from {Source} where {Kind}s connect, because {Reason}. {Unlogged} more from there went unlogged before; at most one a minute is logged.")]
    private partial void LogRejection(string source, string kind, string reason, long unlogged);

    private readonly record struct Source(DateTimeOffset? Logged, long Unlogged);
}
