using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Sql;

/// <summary>Agents in a database.</summary>
internal sealed class SqlAgents(SqlDatabase database) : IAgentCatalogue
{
    /// <summary>For so long tokens are kept that nobody can use any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private readonly Table<AgentRecord> agents = new(
        database.Prefix + "agents",
        row => new AgentRecord
        {
            Id = row.Text(),
            Name = row.Text(),
            PublicKey = row.Bytes(),
            CredentialHash = row.Text(),
            Labels = row.Text(),
            Machine = row.Text(),
            Health = row.Integer(),
            Reason = row.Text(),
            IsRetired = row.Flag(),
            IsEphemeral = row.Flag(),
            RegisteredAt = row.Time(),
            SeenAt = row.TimeOrNull(),
            DoneRuns = row.Long(),
            FailedRuns = row.Long(),
            Failures = row.Text(),
        },
        ("id", agent => agent.Id),
        ("name", agent => agent.Name),
        ("public_key", agent => agent.PublicKey),
        ("credential_hash", agent => agent.CredentialHash),
        ("labels", agent => agent.Labels),
        ("machine", agent => agent.Machine),
        ("health", agent => agent.Health),
        ("reason", agent => agent.Reason),
        ("retired", agent => agent.IsRetired),
        ("ephemeral", agent => agent.IsEphemeral),
        ("registered_at", agent => agent.RegisteredAt),
        ("seen_at", agent => agent.SeenAt),
        ("done_runs", agent => agent.DoneRuns),
        ("failed_runs", agent => agent.FailedRuns),
        ("failures", agent => agent.Failures));

    private readonly Table<TokenRecord> tokens = new(
        database.Prefix + "agent_tokens",
        row => new TokenRecord(row.Text(), row.Text(), row.Time(), row.Time(), row.TextOrNull()),
        ("hash", token => token.Hash),
        ("labels", token => token.Labels),
        ("created_at", token => token.CreatedAt),
        ("expires_at", token => token.ExpiresAt),
        ("used_by", token => token.UsedBy));

    private readonly Table<AgentRunRecord> runs = new(
        database.Prefix + "agent_runs",
        row => new AgentRunRecord
        {
            AgentId = row.Text(),
            SweepId = row.Text(),
            Lease = row.Long(),
            SweepName = row.Text(),
            Run = row.Long(),
            Attempt = row.Integer(),
            RetryFile = row.TextOrNull(),
            Kernel = row.Text(),
            StartedAt = row.Time(),
            EndedAt = row.TimeOrNull(),
            Outcome = row.Text(),
            Error = row.Text(),
        },
        ("agent", run => run.AgentId),
        ("sweep", run => run.SweepId),
        ("lease", run => run.Lease),
        ("sweep_name", run => run.SweepName),
        ("run", run => run.Run),
        ("attempt", run => run.Attempt),
        ("retry_file", run => run.RetryFile),
        ("kernel", run => run.Kernel),
        ("started_at", run => run.StartedAt),
        ("ended_at", run => run.EndedAt),
        ("outcome", run => run.Outcome),
        ("error", run => run.Error));

    /// <inheritdoc/>
    /// <remarks>Added if neither id nor name is taken; then what is there under the id is what is to be there, if the name is free.</remarks>
    public async Task<bool> Put(AgentRecord agent) => await database.ChangeAsync(
        $"""
        {agents.Insert};
        UPDATE {agents} SET {agents.Assignments} WHERE id = @id
            AND (@retired OR NOT EXISTS (SELECT 1 FROM {agents} WHERE name = @name AND id <> @id AND NOT retired))
        """,
        agents.Parameters(agent)) > 0;

    /// <inheritdoc/>
    public async Task<AgentRecord?> Find(string id) =>
        (await database.ReadAsync($"{agents.Select} WHERE id = @id", agents.Read, ("id", id))).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentRecord>> List() =>
        await database.ReadAsync($"{agents.Select} ORDER BY retired, name, id", agents.Read);

    /// <inheritdoc/>
    public Task Delete(string id) => database.ChangeAsync($"DELETE FROM {agents} WHERE id = @id", ("id", id));

    /// <inheritdoc/>
    public Task AddToken(TokenRecord token) => database.ChangeAsync(
        $"DELETE FROM {tokens} WHERE expires_at < @oldest; {tokens.Insert}",
        [("oldest", token.CreatedAt - Memory), .. tokens.Parameters(token)]);

    /// <inheritdoc/>
    public async Task<TokenRecord?> FindToken(string hash) =>
        (await database.ReadAsync($"{tokens.Select} WHERE hash = @hash", tokens.Read, ("hash", hash))).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<bool> UseToken(string hash, string agentId) => await database.ChangeAsync(
        $"UPDATE {tokens} SET used_by = @agent WHERE hash = @hash AND (used_by IS NULL OR used_by = @agent)",
        ("hash", hash),
        ("agent", agentId)) == 1;

    /// <inheritdoc/>
    public Task PutRun(AgentRunRecord run) => database.ChangeAsync(
        $"""
        INSERT INTO {runs} ({runs.Columns}) VALUES ({runs.Values}) ON CONFLICT (agent, sweep, lease) DO UPDATE SET {runs.Replacements};
        DELETE FROM {runs} WHERE agent = @agent AND started_at <
            (SELECT started_at FROM {runs} WHERE agent = @agent ORDER BY started_at DESC LIMIT 1 OFFSET @max)
        """,
        [("max", IAgentCatalogue.MaxRuns), .. runs.Parameters(run)]);

    /// <inheritdoc/>
    public async Task<AgentRunRecord?> FindRun(string agentId, string sweepId, long lease) => (await database.ReadAsync(
        $"{runs.Select} WHERE agent = @agent AND sweep = @sweep AND lease = @lease",
        runs.Read,
        ("agent", agentId),
        ("sweep", sweepId),
        ("lease", lease))).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentRunRecord>> Runs(string agentId, int max) => await database.ReadAsync(
        $"{runs.Select} WHERE agent = @agent ORDER BY started_at DESC, lease DESC LIMIT @max",
        runs.Read,
        ("agent", agentId),
        ("max", max));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(long Run, string AgentId)>> RunsOf(string sweepId) => await database.ReadAsync(
        $"SELECT run, agent FROM {runs} WHERE sweep = @sweep ORDER BY started_at, lease",
        row => (row.Long(), row.Text()),
        ("sweep", sweepId));
}
