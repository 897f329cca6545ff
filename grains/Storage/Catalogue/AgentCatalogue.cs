using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Catalogue;

/// <summary>
/// Which agents there are, the tokens with which new ones register, and what runs agents were given. What a method has changed is
/// durable when it returns. Safe for use by several threads and, where the store is shared, by several processes.
/// </summary>
/// <exception cref="StorageException">Every method: the store cannot be reached or used now; the message says why.</exception>
public sealed class AgentCatalogue
{
    /// <summary>The runs of an agent that are remembered; older ones are forgotten.</summary>
    public const int MaxRuns = 1000;

    /// <summary>For so long tokens are kept that nobody can use any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private readonly SqlDatabase database;
    private readonly Table<AgentRecord> agents;
    private readonly Table<TokenRecord> tokens;
    private readonly Table<AgentRunRecord> runs;

    internal AgentCatalogue(SqlDatabase database, Tables tables)
    {
        this.database = database;
        (agents, tokens, runs) = (tables.Agents, tables.AgentTokens, tables.AgentRuns);
    }

    /// <summary>Adds an agent or replaces what is known of it.</summary>
    /// <returns>False, and nothing is changed, if another agent that is not retired has its name.</returns>
    /// <remarks>Added if neither id nor name is taken; then what is there under the id is what is to be there, if the name is
    /// free.</remarks>
    public async Task<bool> Put(AgentRecord agent) => await database.ChangeAsync(
        $"""
        {agents.Insert};
        UPDATE {agents} SET {agents.Assignments} WHERE id = @id
            AND (@retired OR NOT EXISTS (SELECT 1 FROM {agents} WHERE name = @name AND id <> @id AND NOT retired))
        """,
        agents.Parameters(agent)) > 0;

    /// <summary>The agent with this id, or null.</summary>
    public async Task<AgentRecord?> Find(string id) =>
        (await database.ReadAsync($"{agents.Select} WHERE id = @id", agents.Read, ("id", id))).SingleOrDefault();

    /// <summary>Every agent, by name, retired ones last.</summary>
    public async Task<IReadOnlyList<AgentRecord>> List() =>
        await database.ReadAsync($"{agents.Select} ORDER BY retired, name, id", agents.Read);

    /// <summary>Forgets an agent and its runs.</summary>
    public Task Delete(string id) => database.ChangeAsync($"DELETE FROM {agents} WHERE id = @id", ("id", id));

    /// <summary>Adds a token, and forgets those that have expired a month ago.</summary>
    public Task AddToken(TokenRecord token) => database.ChangeAsync(
        $"DELETE FROM {tokens} WHERE expires_at < @oldest; {tokens.Insert}",
        [("oldest", token.CreatedAt - Memory), .. tokens.Parameters(token)]);

    /// <summary>The token with this hash, or null.</summary>
    public async Task<TokenRecord?> FindToken(string hash) =>
        (await database.ReadAsync($"{tokens.Select} WHERE hash = @hash", tokens.Read, ("hash", hash))).SingleOrDefault();

    /// <summary>Lets an agent use a token.</summary>
    /// <returns>False if there is no such token or another agent has used it.</returns>
    public async Task<bool> UseToken(string hash, string agentId) => await database.ChangeAsync(
        $"UPDATE {tokens} SET used_by = @agent WHERE hash = @hash AND (used_by IS NULL OR used_by = @agent)",
        ("hash", hash),
        ("agent", agentId)) == 1;

    /// <summary>Adds a run that an agent was given, or replaces what is known of it.</summary>
    public Task PutRun(AgentRunRecord run) => database.ChangeAsync(
        $"""
        {runs.Replace};
        DELETE FROM {runs} WHERE agent = @agent AND started_at <
            (SELECT started_at FROM {runs} WHERE agent = @agent ORDER BY started_at DESC LIMIT 1 OFFSET @max)
        """,
        [("max", MaxRuns), .. runs.Parameters(run)]);

    /// <summary>The run that an agent was given under a lease, or null.</summary>
    public async Task<AgentRunRecord?> FindRun(string agentId, string sweepId, long lease) => (await database.ReadAsync(
        $"{runs.Select} WHERE agent = @agent AND sweep = @sweep AND lease = @lease",
        runs.Read,
        ("agent", agentId),
        ("sweep", sweepId),
        ("lease", lease))).SingleOrDefault();

    /// <summary>The runs that an agent was given, the newest first.</summary>
    public async Task<IReadOnlyList<AgentRunRecord>> Runs(string agentId, int max) => await database.ReadAsync(
        $"{runs.Select} WHERE agent = @agent ORDER BY started_at DESC, lease DESC LIMIT @max",
        runs.Read,
        ("agent", agentId),
        ("max", max));

    /// <summary>Which run of a sweep was given to which agent, the oldest first, as far as that is remembered.</summary>
    public async Task<IReadOnlyList<(long Run, string AgentId)>> RunsOf(string sweepId) => await database.ReadAsync(
        $"{runs.Select} WHERE sweep = @sweep ORDER BY started_at, lease",
        row => runs.Read(row) is var run ? (run.Run, run.AgentId) : default,
        ("sweep", sweepId));
}
