using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Catalogue;

/// <summary>The tables of a catalogue, each declared once for all databases.</summary>
/// <param name="prefix">What stands before their names.</param>
internal sealed class Tables(string prefix)
{
    /// <summary>Whoever changes a table or a record in one adds 1: a database of an older version then gets what it lacks, and an older
    /// program says that it is of a newer one.</summary>
    public const int Version = 5;

    /// <summary>Sweeps, with what is asked of them and their epoch.</summary>
    public Table<SweepRecord> Sweeps { get; } = new(prefix, "sweeps", "id")
    {
        Further = [new Column("asked", typeof(int), IsNullable: true), new Column("epoch", typeof(long), Default: 0)],
        Indexes = [("UNIQUE INDEX sweep_names", "(name)")],
    };

    /// <summary>Batches that are done; each row has its sweep, too.</summary>
    public Table<BatchRecord> Batches => OfSweep<BatchRecord>("batches");

    /// <summary>Ranges of runs that were begun; each row has its sweep, too.</summary>
    public Table<LeaseRecord> Leases => OfSweep<LeaseRecord>("leases");

    /// <summary>Agents.</summary>
    public Table<AgentRecord> Agents { get; } = new(prefix, "agents", "id")
    {
        Indexes = [("UNIQUE INDEX agent_names", "(name) WHERE NOT retired")],
    };

    /// <summary>Tokens with which agents register.</summary>
    public Table<TokenRecord> AgentTokens { get; } = new(prefix, "agent_tokens", "hash");

    /// <summary>Runs that agents were given.</summary>
    public Table<AgentRunRecord> AgentRuns => new(prefix, "agent_runs", "agent, sweep, lease")
    {
        Parent = (Agents, "agent"),
        Indexes = [("INDEX agent_runs_by_time", "(agent, started_at)")],
    };

    /// <summary>The statements that make of what is there the tables of this version.</summary>
    /// <param name="database">The database.</param>
    /// <param name="present">The columns that are there.</param>
    /// <param name="further">Tables that the database has besides.</param>
    public static IEnumerable<string> Migrate(
        SqlDatabase database, IEnumerable<(string Table, string Column)> present, params Table[] further)
    {
        var tables = new Tables(database.Prefix);
        ILookup<string, string> columns = present.ToLookup(column => column.Table, column => column.Column);
        Table[] all = [tables.Sweeps, tables.Batches, tables.Leases, tables.Agents, tables.AgentTokens, tables.AgentRuns, .. further];
        return all.SelectMany(table => table.Migrate(database, columns[table.Name]));
    }

    private Table<T> OfSweep<T>(string name) =>
        new(prefix, name, "sweep, first") { Further = [new Column("sweep", typeof(string))], Parent = (Sweeps, "sweep") };
}
