using Microsoft.Data.Sqlite;
using S2Grid.Experiments.Models;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Sqlite;

/// <summary>Agents in a data directory's SQLite file.</summary>
internal sealed class SqliteAgents(SqliteDatabase database) : IAgentCatalogue
{
    private const string AgentColumns =
        "id, name, public_key, credential_hash, labels, machine, health, reason, retired, ephemeral, registered_at, seen_at, done_runs, " +
        "failed_runs, failures";

    private const string RunColumns =
        "agent, sweep, lease, sweep_name, run, attempt, retry_file, kernel, started_at, ended_at, outcome, error";

    /// <summary>For so long tokens are kept that nobody can use any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public Task<bool> Put(AgentRecord agent) => Task.FromResult(database.Execute(
        "INSERT INTO agents (" + AgentColumns +
        """
        ) SELECT $id, $name, $key, $credential, $labels, $machine, $health, $reason, $retired, $ephemeral, $registered, $seen, $done, $failed, $failures
        WHERE NOT EXISTS (SELECT 1 FROM agents WHERE name = $name AND id <> $id AND NOT retired) OR $retired
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, public_key = excluded.public_key, credential_hash = excluded.credential_hash, labels = excluded.labels, machine = excluded.machine, health = excluded.health, reason = excluded.reason, retired = excluded.retired, ephemeral = excluded.ephemeral, registered_at = excluded.registered_at, seen_at = excluded.seen_at, done_runs = excluded.done_runs, failed_runs = excluded.failed_runs, failures = excluded.failures
        """,
        [
            ("$id", agent.Id),
            ("$name", agent.Name),
            ("$key", agent.PublicKey),
            ("$credential", agent.CredentialHash),
            ("$labels", agent.Labels),
            ("$machine", agent.Machine),
            ("$health", agent.Health),
            ("$reason", agent.Reason),
            ("$retired", agent.IsRetired),
            ("$ephemeral", agent.IsEphemeral),
            ("$registered", agent.RegisteredAt.ToUnixTimeMilliseconds()),
            ("$seen", agent.SeenAt?.ToUnixTimeMilliseconds()),
            ("$done", agent.DoneRuns),
            ("$failed", agent.FailedRuns),
            ("$failures", agent.Failures),
        ]) == 1);

    /// <inheritdoc/>
    public Task<AgentRecord?> Find(string id) => Task.FromResult(database.Query(
        "SELECT " + AgentColumns + " FROM agents WHERE id = $id",
        ReadAgent,
        ("$id", id)).SingleOrDefault());

    /// <inheritdoc/>
    public Task<IReadOnlyList<AgentRecord>> List() => Task.FromResult<IReadOnlyList<AgentRecord>>(database.Query(
        $"SELECT {AgentColumns} FROM agents ORDER BY retired, name, id", ReadAgent));

    /// <inheritdoc/>
    public Task Delete(string id) => Done(database.Execute(
        "DELETE FROM agents WHERE id = $id",
        ("$id", id)));

    /// <inheritdoc/>
    public Task AddToken(TokenRecord token)
    {
        database.Execute("DELETE FROM agent_tokens WHERE expires_at < $oldest", ("$oldest", (token.CreatedAt - Memory).ToUnixTimeMilliseconds()));
        database.Execute(
            "INSERT INTO agent_tokens (hash, labels, created_at, expires_at, used_by) VALUES ($hash, $labels, $created, $expires, $usedBy) ON CONFLICT DO NOTHING",
            ("$hash", token.Hash),
            ("$labels", token.Labels),
            ("$created", token.CreatedAt.ToUnixTimeMilliseconds()),
            ("$expires", token.ExpiresAt.ToUnixTimeMilliseconds()),
            ("$usedBy", token.UsedBy));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TokenRecord?> FindToken(string hash) => Task.FromResult(database.Query(
        "SELECT hash, labels, created_at, expires_at, used_by FROM agent_tokens WHERE hash = $hash",
        reader => new TokenRecord(reader.GetString(0), reader.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)), reader.IsDBNull(4) ? null : reader.GetString(4)),
        ("$hash", hash)).SingleOrDefault());

    /// <inheritdoc/>
    public Task<bool> UseToken(string hash, string agentId) => Task.FromResult(database.Execute(
        "UPDATE agent_tokens SET used_by = $agent WHERE hash = $hash AND (used_by IS NULL OR used_by = $agent)",
        ("$hash", hash),
        ("$agent", agentId)) == 1);

    /// <inheritdoc/>
    public Task PutRun(AgentRunRecord run)
    {
        database.Execute(
        "INSERT INTO agent_runs (" + RunColumns +
        """
        ) VALUES ($agent, $sweep, $lease, $sweepName, $run, $attempt, $retryFile, $kernel, $started, $ended, $outcome, $error)
        ON CONFLICT (agent, sweep, lease) DO UPDATE SET sweep_name = excluded.sweep_name, run = excluded.run, attempt = excluded.attempt, retry_file = excluded.retry_file, kernel = excluded.kernel, started_at = excluded.started_at, ended_at = excluded.ended_at, outcome = excluded.outcome, error = excluded.error
        """,
        [
            ("$agent", run.AgentId),
            ("$sweep", run.SweepId),
            ("$lease", run.Lease),
            ("$sweepName", run.SweepName),
            ("$run", run.Run),
            ("$attempt", run.Attempt),
            ("$retryFile", run.RetryFile),
            ("$kernel", run.Kernel),
            ("$started", run.StartedAt.ToUnixTimeMilliseconds()),
            ("$ended", run.EndedAt?.ToUnixTimeMilliseconds()),
            ("$outcome", run.Outcome),
            ("$error", run.Error),
        ]);
        if (run.EndedAt is null)
            database.Execute(
                """
        DELETE FROM agent_runs WHERE agent = $agent AND started_at <
            (SELECT started_at FROM agent_runs WHERE agent = $agent ORDER BY started_at DESC LIMIT 1 OFFSET $most)
        """,
                ("$agent", run.AgentId),
                ("$most", IAgentCatalogue.MostRuns));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AgentRunRecord?> FindRun(string agentId, string sweepId, long lease) => Task.FromResult(database.Query(
        "SELECT " + RunColumns + " FROM agent_runs WHERE agent = $agent AND sweep = $sweep AND lease = $lease",
        ReadRun,
        ("$agent", agentId),
        ("$sweep", sweepId),
        ("$lease", lease)).SingleOrDefault());

    /// <inheritdoc/>
    public Task<IReadOnlyList<AgentRunRecord>> Runs(string agentId, int most) => Task.FromResult<IReadOnlyList<AgentRunRecord>>(database.Query(
        "SELECT " + RunColumns + " FROM agent_runs WHERE agent = $agent ORDER BY started_at DESC, lease DESC LIMIT $most",
        ReadRun,
        ("$agent", agentId),
        ("$most", most)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<(long Run, string AgentId)>> RunsOf(string sweepId) => Task.FromResult<IReadOnlyList<(long Run, string AgentId)>>(database.Query(
        "SELECT run, agent FROM agent_runs WHERE sweep = $sweep ORDER BY started_at, lease",
        reader => (reader.GetInt64(0), reader.GetString(1)),
        ("$sweep", sweepId)));

    private static Task Done(int rows)
    {
        _ = rows;
        return Task.CompletedTask;
    }

    private static AgentRecord ReadAgent(SqliteDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Name = reader.GetString(1),
        PublicKey = reader.GetFieldValue<byte[]>(2),
        CredentialHash = reader.GetString(3),
        Labels = reader.GetString(4),
        Machine = reader.GetString(5),
        Health = reader.GetInt32(6),
        Reason = reader.GetString(7),
        IsRetired = reader.GetBoolean(8),
        IsEphemeral = reader.GetBoolean(9),
        RegisteredAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(10)),
        SeenAt = reader.IsDBNull(11) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(11)),
        DoneRuns = reader.GetInt64(12),
        FailedRuns = reader.GetInt64(13),
        Failures = reader.GetString(14),
    };

    private static AgentRunRecord ReadRun(SqliteDataReader reader) => new()
    {
        AgentId = reader.GetString(0),
        SweepId = reader.GetString(1),
        Lease = reader.GetInt64(2),
        SweepName = reader.GetString(3),
        Run = reader.GetInt64(4),
        Attempt = reader.GetInt32(5),
        RetryFile = reader.IsDBNull(6) ? null : reader.GetString(6),
        Kernel = reader.GetString(7),
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8)),
        EndedAt = reader.IsDBNull(9) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9)),
        Outcome = reader.GetString(10),
        Error = reader.GetString(11),
    };
}
