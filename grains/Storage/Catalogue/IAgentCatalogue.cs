namespace S2Grid.Storage.Catalogue;

/// <summary>
/// Which agents there are, the tokens with which new ones register, and what runs agents were given. What a method has changed is
/// durable when it returns. Safe for use by several threads and, where the store is shared, by several processes.
/// </summary>
/// <exception cref="StorageException">Every method: the store cannot be reached or used now; the message says why.</exception>
public interface IAgentCatalogue
{
    /// <summary>The runs of an agent that are remembered; older ones are forgotten.</summary>
    const int MaxRuns = 1000;

    /// <summary>Adds an agent or replaces what is known of it.</summary>
    /// <returns>False, and nothing is changed, if another agent that is not retired has its name.</returns>
    Task<bool> Put(AgentRecord agent);

    /// <summary>The agent with this id, or null.</summary>
    Task<AgentRecord?> Find(string id);

    /// <summary>Every agent, by name, retired ones last.</summary>
    Task<IReadOnlyList<AgentRecord>> List();

    /// <summary>Forgets an agent and its runs.</summary>
    Task Delete(string id);

    /// <summary>Adds a token, and forgets those that have expired a month ago.</summary>
    Task AddToken(TokenRecord token);

    /// <summary>The token with this hash, or null.</summary>
    Task<TokenRecord?> FindToken(string hash);

    /// <summary>Lets an agent use a token.</summary>
    /// <returns>False if there is no such token or another agent has used it.</returns>
    Task<bool> UseToken(string hash, string agentId);

    /// <summary>Adds a run that an agent was given, or replaces what is known of it.</summary>
    Task PutRun(AgentRunRecord run);

    /// <summary>The run that an agent was given under a lease, or null.</summary>
    Task<AgentRunRecord?> FindRun(string agentId, string sweepId, long lease);

    /// <summary>The runs that an agent was given, the newest first.</summary>
    Task<IReadOnlyList<AgentRunRecord>> Runs(string agentId, int max);

    /// <summary>Which run of a sweep was given to which agent, the oldest first, as far as that is remembered.</summary>
    Task<IReadOnlyList<(long Run, string AgentId)>> RunsOf(string sweepId);
}
