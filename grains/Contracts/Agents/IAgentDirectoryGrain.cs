using S2Grid.Contracts.Access;

namespace S2Grid.Contracts.Agents;

/// <summary>All agents of a grid, and the tokens with which new ones register. One grain, key <see cref="Key"/>.</summary>
public interface IAgentDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>The directory's only key.</summary>
    const long Key = 0;

    /// <summary>Makes a token with which one agent can register, once.</summary>
    /// <param name="labels">Words that the agent will have.</param>
    /// <param name="life">How long it can be used; at most 30 days.</param>
    /// <exception cref="RefusedException">The labels or the life are wrong.</exception>
    [RequiresRole(Role.Admin)]
    Task<RegistrationToken> CreateToken(IReadOnlyDictionary<string, string> labels, TimeSpan life);

    /// <summary>For gateways, which have seen that the agent has the other half of its key: makes an agent of who has a token. The same
    /// again gives the same agent a new credential.</summary>
    /// <exception cref="RefusedException">The token is unknown, used or expired, or the name is taken.</exception>
    Task<RegisterReply> Register([Immutable] RegisterRequest request);

    /// <summary>Every agent, by name.</summary>
    [RequiresRole(Role.Viewer)]
    Task<IReadOnlyList<AgentStatus>> List();

    /// <summary>Forgets ephemeral agents that have not been heard for a while.</summary>
    Task ForgetLost();

    /// <summary>The agent with this name, or with this id or a beginning of it that is unique.</summary>
    /// <exception cref="RefusedException">There is none (with a suggestion) or there are several.</exception>
    [RequiresRole(Role.Viewer)]
    Task<AgentStatus> Find(string nameOrId);
}
