using System.Net;
using S2Grid.Security.Certificates;

namespace S2Grid.Security.Transport;

/// <summary>
/// Logs who was not let in, and which calls of agents were refused: once for each source address and minute, with the
/// number of those before it that were not logged. Safe for use by several threads.
/// </summary>
/// <param name="clock">The clock for minutes.</param>
/// <param name="logger">Where to log.</param>
public sealed partial class RejectionLog(TimeProvider clock, ILogger<RejectionLog> logger)
{
    private readonly SourceThrottle throttle = new(clock);

    /// <summary>Notes a connection that was refused.</summary>
    /// <param name="remote">Where it came from.</param>
    /// <param name="kind">Who may connect there.</param>
    /// <param name="reason">Why it was refused, after "because".</param>
    internal void Add(EndPoint? remote, PeerKind kind, string reason)
    {
        string source = remote is IPEndPoint ip ? ip.Address.ToString() : remote?.ToString() ?? "an unknown address";
        if (throttle.NextToLog(source) is { } unlogged)
            LogRejection(source, CertificateIdentity.NameOf(kind), reason, unlogged);
    }

    /// <summary>Notes a call of an agent that was refused.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="call">What was called.</param>
    /// <param name="reason">Why it was refused: a sentence.</param>
    public void AddCall(IPAddress? source, string call, string reason)
    {
        string shown = source?.ToString() ?? "an unknown address";
        if (throttle.NextToLog(shown) is { } unlogged)
            LogRefusal(call, shown, reason, unlogged);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Refused a connection from {Source} where {Kind}s connect, because {Reason}. {Unlogged} more from there went unlogged "
            + "before; at most one a minute is logged.")]
    private partial void LogRejection(string source, string kind, string reason, long unlogged);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Refused {Call} of an agent at {Source}: {Reason} {Unlogged} more from there went unlogged before; at most one a "
            + "minute is logged.")]
    private partial void LogRefusal(string call, string source, string reason, long unlogged);
}
