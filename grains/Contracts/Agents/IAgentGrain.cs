using S2Grid.Contracts.Access;
using S2Grid.Contracts.Leases;

namespace S2Grid.Contracts.Agents;

/// <summary>One agent, keyed by its id: who it is, whether it gets runs, what it does.</summary>
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>For gateways: something for the agent to sign. It serves once, within a minute.</summary>
    /// <exception cref="RefusedException">There is no such agent.</exception>
    Task<byte[]> Challenge();

    /// <summary>For gateways: begins a session; one that the same process has had ends.</summary>
    /// <exception cref="RefusedException">The credential or the signature is wrong, or another living process is this agent.</exception>
    Task<HelloReply> Hello([Immutable] HelloRequest hello);

    /// <summary>For gateways: the next run, waited for up to <paramref name="patience"/>. An agent that asks has no run in work: a lease
    /// that it had is free again.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="request">Huge pages as free now.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellation">Ends the wait; so does the agent's death.</param>
    /// <exception cref="RefusedException">The session has ended.</exception>
    Task<LeaseReply> Lease(string sessionId, [Immutable] LeaseRequest request, TimeSpan patience, CancellationToken cancellation = default);

    /// <summary>For gateways: the connection on which the agent waited for work is gone, and with it probably the agent.</summary>
    Task Lost(string sessionId);

    /// <summary>For gateways: keeps a lease.</summary>
    /// <exception cref="RefusedException">The session has ended.</exception>
    Task<LeaseStatus> Renew(string sessionId, string sweepId, long lease, string progress);

    /// <summary>For sweeps: a lease of the agent has ended, because it was not renewed.</summary>
    Task Expired(string sweepId, long lease);

    /// <summary>
    /// For gateways: stores what came of a run. May be called again with the same report. Where the report cannot be right, the run is free
    /// again, and the agent has failed once more.
    /// </summary>
    /// <exception cref="RefusedException">The session has ended, or the report is not about a run that this agent was given, or cannot be
    /// right.</exception>
    Task<ReportReply> Report(string sessionId, [Immutable] RunReport report);

    /// <summary>For gateways: the agent stops. What it was given and has not reported is free again.</summary>
    Task Goodbye(string sessionId, string reason);

    /// <summary>For the directory: the agent has a new credential.</summary>
    Task Renewed();

    /// <summary>The agent as it stands.</summary>
    /// <exception cref="RefusedException">There is no such agent.</exception>
    [RequiresRole(Role.Viewer)]
    Task<AgentStatus> GetStatus();

    /// <summary>The runs that it was given, the newest first.</summary>
    [RequiresRole(Role.Viewer)]
    Task<IReadOnlyList<AgentRun>> GetHistory(int most);

    /// <summary>Gives it no further runs; it finishes and reports the one in work.</summary>
    [RequiresRole(Role.Operator)]
    Task Drain(string reason);

    /// <summary>Gives it runs again, also after a quarantine.</summary>
    [RequiresRole(Role.Operator)]
    Task Resume();

    /// <summary>Takes it out of the grid for good; its session ends.</summary>
    [RequiresRole(Role.Admin)]
    Task Retire();

    /// <summary>Makes its credential void; its session ends. With a new registration token the same machine can register again.</summary>
    [RequiresRole(Role.Admin)]
    Task Revoke();
}
