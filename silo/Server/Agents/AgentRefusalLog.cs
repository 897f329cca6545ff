using Microsoft.Extensions.Logging;
using S2Grid.Security.Transport;

namespace S2Grid.Server.Agents;

/// <summary>
/// Logs which calls of agents were refused: once for each source address and minute, with the number of those before it that were not
/// logged. Safe for use by several threads.
/// </summary>
/// <param name="clock">The clock for minutes.</param>
/// <param name="logger">Where to log.</param>
internal sealed partial class AgentRefusalLog(TimeProvider clock, ILogger<AgentRefusalLog> logger)
{
    private readonly SourceThrottle throttle = new(clock);

    /// <summary>Notes a call that was refused.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="call">What was called.</param>
    /// <param name="reason">Why it was refused.</param>
    public void Add(string source, string call, string reason)
    {
        if (throttle.NextToLog(source) is { } unlogged)
            LogRefusal(call, source, reason, unlogged);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Refused {Call} of an agent at {Source}: {Reason} {Unlogged} more from there went unlogged before; at most one a minute is logged.")]
    private partial void LogRefusal(string call, string source, string reason, long unlogged);
}
