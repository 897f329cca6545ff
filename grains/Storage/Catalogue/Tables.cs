using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Catalogue;

/// <summary>The tables of a catalogue, each declared once for all databases.</summary>
/// <param name="database">The database.</param>
internal sealed class Tables(SqlDatabase database)
{
    /// <summary>Whoever changes a table or a record in one adds 1: a database of an older version then gets what it lacks, and an older
    /// program says that it is of a newer one.</summary>
    public const int Version = 9;

    /// <summary>Sweeps, with what is asked of them and their epoch.</summary>
    /// <remarks>The digest is of what its runs and their identities follow from.</remarks>
    public Table<SweepRecord> Sweeps { get; } = new(database, "sweeps", "id")
    {
        Digested =
        [
            "id", "specification", "file_name", "overrides", "repeats", "specification_hash", "engine_version", "total_runs", "created_at",
        ],
        Further = [new Column("asked", typeof(int), IsNullable: true), new Column("epoch", typeof(long), Default: 0)],
        Indexes = [("UNIQUE INDEX sweep_names", "(name)")],
    };

    /// <summary>Batches that are done; each row has its sweep, too.</summary>
    public Table<BatchRecord> Batches => OfSweep<BatchRecord>(
        "batches", "sweep", "first", "count", "failed", "reused", "file", "bytes", "attempts");

    /// <summary>Ranges of runs that were begun; each row has its sweep, too.</summary>
    /// <remarks>Who does a range changes by itself, and has no digest.</remarks>
    public Table<LeaseRecord> Leases => OfSweep<LeaseRecord>("leases", "sweep", "first", "count", "deaths");

    /// <summary>Agents.</summary>
    public Table<AgentRecord> Agents { get; } = new(database, "agents", "id")
    {
        Digested =
        [
            "id", "name", "public_key", "credential_hash", "labels", "machine", "health", "reason", "retired", "ephemeral", "registered_at",
            "seen_at", "done_runs", "failed_runs", "failures",
        ],
        Indexes = [("UNIQUE INDEX agent_names", "(name) WHERE NOT retired")],
    };

    /// <summary>Tokens with which agents register.</summary>
    public Table<TokenRecord> AgentTokens { get; } = new(database, "agent_tokens", "hash")
    {
        Digested = ["hash", "labels", "created_at", "expires_at"],
    };

    /// <summary>Runs that agents were given.</summary>
    public Table<AgentRunRecord> AgentRuns => new(database, "agent_runs", "agent, sweep, lease")
    {
        Parent = (Agents, "agent"),
        Digested =
        [
            "agent", "sweep", "sweep_name", "lease", "run", "attempt", "retry_file", "kernel", "started_at", "ended_at", "outcome", "error",
        ],
        Indexes = [("INDEX agent_runs_by_time", "(agent, started_at)")],
    };

    /// <summary>Requests that came with a key.</summary>
    /// <remarks>Who does one changes by itself, and has no digest; an answer is sealed.</remarks>
    public Table<RequestRecord> Requests { get; } = new(database, "requests", "hash")
    {
        Digested = ["hash", "request", "expires_at"],
        Indexes = [("INDEX requests_by_time", "(expires_at)")],
    };

    private Table[] All => [Sweeps, Batches, Leases, Agents, AgentTokens, AgentRuns, Requests];

    /// <summary>The statements that make of what is there the tables of this version.</summary>
    /// <param name="database">The database.</param>
    /// <param name="present">The columns that are there.</param>
    /// <param name="further">Tables that the database has besides.</param>
    public static IEnumerable<string> Migrate(
        SqlDatabase database, IEnumerable<(string Table, string Column)> present, params Table[] further)
    {
        ILookup<string, string> columns = present.ToLookup(column => column.Table, column => column.Column);
        return new Tables(database).All.Concat(further).SelectMany(table => table.Migrate(columns[table.Name]));
    }

    /// <summary>Gives rows that were written before there were digests the one that they have now.</summary>
    /// <param name="database">The database.</param>
    /// <param name="connection">In the transaction that <see cref="Migrate"/> is in.</param>
    public static async Task SealAsync(SqlDatabase database, DbConnection connection)
    {
        foreach (Table table in new Tables(database).All)
            await table.SealAsync(connection);
    }

    private Table<T> OfSweep<T>(string name, params string[] digested) => new(database, name, "sweep, first")
    {
        Further = [new Column("sweep", typeof(string))],
        Parent = (Sweeps, "sweep"),
        Digested = digested,
    };
}
