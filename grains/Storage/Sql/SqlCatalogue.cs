using S2Grid.Experiments.Planning;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Sql;

/// <summary>A catalogue in a database.</summary>
/// <remarks>
/// Every change is one command that the database gets at once: a process that is held up in the middle holds no lock. What an epoch
/// guards locks the sweep's row for that command, so that it comes either wholly before the next epoch or not at all.
/// </remarks>
public abstract class SqlCatalogue : ICatalogue
{
    /// <summary>Selects the sweep while it is in the epoch of whoever writes. It stands in each statement of a change.</summary>
    private readonly string held;

    private readonly SqlDatabase database;
    private readonly Table<SweepRecord> sweeps;
    private readonly Table<BatchRecord> batches;
    private readonly Table<LeaseRecord> leases;

    private protected SqlCatalogue(SqlDatabase database)
    {
        this.database = database;
        var tables = new SweepTables(database.Prefix);
        (sweeps, batches, leases) = (tables.Sweeps, tables.Batches, tables.Leases);
        held = $"SELECT id FROM {sweeps} WHERE id = @sweep AND epoch = @epoch";
        Agents = new SqlAgents(database);
    }

    /// <inheritdoc/>
    public IAgentCatalogue Agents { get; }

    /// <inheritdoc/>
    public string Place => database.Place;

    /// <inheritdoc/>
    public async Task<bool> TryAdd(SweepRecord sweep) => await database.ChangeAsync(sweeps.Insert, sweeps.Parameters(sweep)) == 1;

    /// <inheritdoc/>
    public async Task<SweepRecord?> Find(string id) =>
        (await database.ReadAsync($"{sweeps.Select} WHERE id = @id", sweeps.Read, ("id", id))).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<SweepRecord?> FindByName(string name) =>
        (await database.ReadAsync($"{sweeps.Select} WHERE name = @name", sweeps.Read, ("name", name))).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SweepRecord>> List() =>
        await database.ReadAsync($"{sweeps.Select} ORDER BY created_at DESC, id", sweeps.Read);

    /// <inheritdoc/>
    public Task Delete(string id) => database.ChangeAsync($"DELETE FROM {sweeps} WHERE id = @id", ("id", id));

    /// <inheritdoc/>
    public abstract Task<IDisposable?> TryLock(string sweepId);

    /// <inheritdoc/>
    public abstract int? Owner(string sweepId);

    /// <inheritdoc/>
    /// <remarks>
    /// First waits until what the epoch before still writes is written, and then counts: one statement would count what it saw before
    /// it waited.
    /// </remarks>
    public async Task<long> Begin(string id, DateTimeOffset at) => (await database.ChangeAsync(
        $"""
        UPDATE {sweeps} SET epoch = epoch + 1 WHERE id = @id;
        UPDATE {sweeps} SET phase = @phase, fault = NULL, started_at = @at, ended_at = NULL, asked = NULL,
            done_at_start = (SELECT COALESCE(SUM(count), 0) FROM {batches} WHERE sweep = @id)
        WHERE id = @id RETURNING epoch
        """,
        row => row.Long(),
        ("id", id),
        ("phase", (int)SweepPhase.Started),
        ("at", at))).Single();

    /// <inheritdoc/>
    public async Task<bool> End(string id, long epoch, SweepPhase phase, string? fault, DateTimeOffset at) => await database.ChangeAsync(
        $"UPDATE {sweeps} SET phase = @phase, fault = @fault, ended_at = @at WHERE id = @id AND epoch = @epoch",
        ("id", id),
        ("epoch", epoch),
        ("phase", (int)phase),
        ("fault", fault),
        ("at", at)) == 1;

    /// <inheritdoc/>
    public Task Ask(string id, SweepPhase phase) =>
        database.ChangeAsync($"UPDATE {sweeps} SET asked = @phase WHERE id = @id", ("id", id), ("phase", (int)phase));

    /// <inheritdoc/>
    public async Task<SweepPhase?> Asked(string id) => (SweepPhase?)(await database.ReadAsync(
        $"SELECT asked FROM {sweeps} WHERE id = @id", row => row.IntegerOrNull(), ("id", id))).SingleOrDefault();

    /// <inheritdoc/>
    public Task SetPolicy(string id, SweepPolicy policy) => database.ChangeAsync(
        $"""
        UPDATE {sweeps} SET weight = @weight, priority = @priority, parallelism = @parallelism, fail_fast = @fail_fast
        WHERE id = @id
        """,
        ("id", id),
        ("weight", policy.Weight),
        ("priority", policy.Priority),
        ("parallelism", policy.Parallelism),
        ("fail_fast", policy.FailFast));

    /// <inheritdoc/>
    public Task<bool> PutBatch(string sweepId, long epoch, BatchRecord batch) => ChangeAsync(
        sweepId,
        epoch,
        $"""
        DELETE FROM {leases} WHERE sweep IN ({held}) AND first >= @first AND first < @first + @count;
        {Put(batches)}
        """,
        batches.Parameters(batch));

    /// <inheritdoc/>
    public Task<bool> RemoveBatch(string sweepId, long epoch, long first) => RemoveAsync(batches, sweepId, epoch, first);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BatchRecord>> Batches(string sweepId) =>
        await database.ReadAsync($"{batches.Select} WHERE sweep = @sweep ORDER BY first", batches.Read, ("sweep", sweepId));

    /// <inheritdoc/>
    public async Task<BatchRecord?> BatchOf(string sweepId, long run) => (await database.ReadAsync(
        $"{batches.Select} WHERE sweep = @sweep AND first <= @run ORDER BY first DESC LIMIT 1",
        batches.Read,
        ("sweep", sweepId),
        ("run", run))).SingleOrDefault(batch => run < batch.End);

    /// <inheritdoc/>
    public async Task<SweepCounts> Counts(string sweepId) => (await database.ReadAsync(
        $"""
        SELECT COALESCE(SUM(count), 0), COALESCE(SUM(failed), 0), COALESCE(SUM(reused), 0), COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS bigint)
        FROM {batches} WHERE sweep = @sweep
        """,
        row => new SweepCounts(row.Long(), row.Long(), row.Long(), row.Long(), row.Long()),
        ("sweep", sweepId))).Single();

    /// <inheritdoc/>
    public Task<bool> PutLease(string sweepId, long epoch, LeaseRecord lease) =>
        ChangeAsync(sweepId, epoch, Put(leases), leases.Parameters(lease));

    /// <inheritdoc/>
    public Task RemoveLease(string sweepId, long epoch, long first) => RemoveAsync(leases, sweepId, epoch, first);

    /// <inheritdoc/>
    public Task ReleaseLeases(string silo) => database.ChangeAsync(
        $"""
        DELETE FROM {leases} WHERE silo = @silo AND deaths = 0;
        UPDATE {leases} SET silo = '', number = 0, hand = '' WHERE silo = @silo
        """,
        ("silo", silo));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LeaseRecord>> Leases(string sweepId) =>
        await database.ReadAsync($"{leases.Select} WHERE sweep = @sweep ORDER BY first", leases.Read, ("sweep", sweepId));

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return database.DisposeAsync();
    }

    /// <summary>Adds a batch or lease of a sweep, or replaces the one with the same first run.</summary>
    private string Put<T>(Table<T> table) =>
        $"""
        INSERT INTO {table} (sweep, {table.Columns}) SELECT held.id, {table.Values} FROM ({held}) AS held WHERE true
        ON CONFLICT (sweep, first) DO UPDATE SET {table.Replacements}
        """;

    private Task<bool> RemoveAsync<T>(Table<T> table, string sweepId, long epoch, long first) =>
        ChangeAsync(sweepId, epoch, $"DELETE FROM {table} WHERE sweep IN ({held}) AND first = @first", ("first", first));

    /// <summary>Changes a sweep's batches or leases, unless another epoch has begun. One that begins meanwhile waits.</summary>
    private async Task<bool> ChangeAsync(string sweepId, long epoch, string change, params (string Name, object? Value)[] parameters) =>
        (await database.ChangeAsync(
            $"{held}{database.ForShare}; {change}", row => row.Text(), [("sweep", sweepId), ("epoch", epoch), .. parameters])).Count == 1;
}
