using Npgsql;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Postgres;

/// <summary>A catalogue in PostgreSQL, shared by all silos of a cluster.</summary>
/// <remarks>
/// Every change is one statement, or several that the server gets at once: a process that is held up in the middle holds no lock. What
/// an epoch guards locks the sweep's row for that statement, so that it comes either wholly before the next epoch or not at all.
/// </remarks>
public sealed class PostgresCatalogue : ICatalogue
{
    private const string SweepColumns =
        "id, name, specification, file_name, overrides, repeats, specification_hash, engine_version, total_runs, phase, fault, " +
        "created_at, started_at, done_at_start, ended_at, weight, priority, parallelism, fail_fast";

    private const string BatchColumns = "first, count, failed, reused, file, bytes, attempts";

    private readonly PostgresDatabase database;

    private PostgresCatalogue(PostgresDatabase database)
    {
        this.database = database;
        Agents = new PostgresAgents(database);
    }

    /// <inheritdoc/>
    public IAgentCatalogue Agents { get; }

    /// <inheritdoc/>
    public string Place => database.Place;

    /// <summary>Opens the catalogue in a database; makes its tables, or brings them up to this version.</summary>
    /// <param name="connectionString">
    /// How Npgsql reaches the database: <c>Host=db.example;Database=s2grid;Username=s2grid;Password=...</c>. Unless it says otherwise, a
    /// connection that takes longer than 3 s fails, and a statement that takes longer than 5 s; at most 20 connections are opened.
    /// </param>
    /// <exception cref="StorageException">
    /// The server cannot be reached, the tables are of a newer version, or the database's schema s2grid is someone else's.
    /// </exception>
    public static async Task<PostgresCatalogue> OpenAsync(string connectionString) =>
        new(await PostgresDatabase.OpenAsync("The catalogue", StorageInstruments.Catalogue, connectionString));

    /// <inheritdoc/>
    public async Task<bool> TryAdd(SweepRecord sweep) => await database.ExecuteAsync(
        $"INSERT INTO s2grid.sweeps ({SweepColumns}) VALUES (@id, @name, @specification, @file, @overrides, @repeats, @hash, @engine, " +
        "@total, @phase, @fault, @created, @started, @doneAtStart, @ended, @weight, @priority, @parallelism, @failFast) ON CONFLICT DO NOTHING",
        [
            ("id", sweep.Id),
            ("name", sweep.Name),
            ("specification", sweep.SpecificationText),
            ("file", sweep.FileName),
            ("overrides", sweep.Overrides),
            ("repeats", sweep.Repeats),
            ("hash", sweep.SpecificationHash),
            ("engine", sweep.EngineVersion),
            ("total", sweep.TotalRuns),
            ("phase", (int)sweep.Phase),
            ("fault", sweep.Fault),
            ("created", sweep.CreatedAt.ToUniversalTime()),
            ("started", sweep.StartedAt.ToUniversalTime()),
            ("doneAtStart", sweep.DoneAtStart),
            ("ended", sweep.EndedAt?.ToUniversalTime()),
            .. Parameters(sweep.Policy),
        ]) == 1;

    /// <inheritdoc/>
    public async Task<SweepRecord?> Find(string id) => (await Select("WHERE id = @value", ("value", id))).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<SweepRecord?> FindByName(string name) => (await Select("WHERE name = @value", ("value", name))).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SweepRecord>> List() => await Select("ORDER BY created_at DESC, id");

    /// <inheritdoc/>
    public Task Delete(string id) => database.ExecuteAsync("DELETE FROM s2grid.sweeps WHERE id = @id", ("id", id));

    /// <inheritdoc/>
    /// <remarks>
    /// Always free: the grid that shares the database sees to it that a sweep has one coordinator, and epochs that no other counts.
    /// </remarks>
    public Task<IDisposable?> TryTake(string sweepId) => Task.FromResult<IDisposable?>(new FreeRight());

    /// <inheritdoc/>
    public int? Owner(string sweepId) => null;

    /// <inheritdoc/>
    /// <remarks>
    /// First waits until what the epoch before still writes is written, and then counts: one statement would count what it saw before
    /// it waited.
    /// </remarks>
    public async Task<long> Begin(string id, DateTimeOffset at) => (await database.QueryAsync(
        """
        UPDATE s2grid.sweeps SET epoch = epoch + 1 WHERE id = @id;
        UPDATE s2grid.sweeps SET phase = @phase, fault = NULL, started_at = @at, ended_at = NULL, asked = NULL,
            done_at_start = (SELECT COALESCE(SUM(count), 0) FROM s2grid.batches WHERE sweep = @id)
        WHERE id = @id RETURNING epoch
        """,
        reader => reader.GetInt64(0),
        ("id", id),
        ("phase", (int)SweepPhase.Started),
        ("at", at.ToUniversalTime()))).Single();

    /// <inheritdoc/>
    public async Task<bool> End(string id, long epoch, SweepPhase phase, string? fault, DateTimeOffset at) => await database.ExecuteAsync(
        "UPDATE s2grid.sweeps SET phase = @phase, fault = @fault, ended_at = @at WHERE id = @id AND epoch = @epoch",
        ("id", id),
        ("epoch", epoch),
        ("phase", (int)phase),
        ("fault", fault),
        ("at", at.ToUniversalTime())) == 1;

    /// <inheritdoc/>
    public Task Ask(string id, SweepPhase phase) =>
        database.ExecuteAsync("UPDATE s2grid.sweeps SET asked = @phase WHERE id = @id", ("id", id), ("phase", (int)phase));

    /// <inheritdoc/>
    public async Task<SweepPhase?> Asked(string id) => (await database.QueryAsync(
        "SELECT asked FROM s2grid.sweeps WHERE id = @id",
        reader => reader.IsDBNull(0) ? null : (SweepPhase?)reader.GetInt32(0),
        ("id", id))).SingleOrDefault();

    /// <inheritdoc/>
    public Task SetPolicy(string id, SweepPolicy policy) => database.ExecuteAsync(
        "UPDATE s2grid.sweeps SET weight = @weight, priority = @priority, parallelism = @parallelism, fail_fast = @failFast WHERE id = @id",
        [("id", id), .. Parameters(policy)]);

    /// <inheritdoc/>
    public Task<bool> PutBatch(string sweepId, long epoch, BatchRecord batch) => Write(
        sweepId,
        epoch,
        """
        begun AS (
            DELETE FROM s2grid.leases USING fence WHERE sweep = fence.id AND first >= @first AND first < @first + @count
        ), put AS (
            INSERT INTO s2grid.batches (sweep, first, count, failed, reused, file, bytes, attempts)
            SELECT id, @first, @count, @failed, @reused, @file, @bytes, @attempts FROM fence
            ON CONFLICT (sweep, first) DO UPDATE SET count = excluded.count, failed = excluded.failed, reused = excluded.reused,
                file = excluded.file, bytes = excluded.bytes, attempts = excluded.attempts
        )
        """,
        ("first", batch.First),
        ("count", batch.Count),
        ("failed", batch.Failed),
        ("reused", batch.Reused),
        ("file", batch.File),
        ("bytes", batch.Bytes),
        ("attempts", batch.Attempts));

    /// <inheritdoc/>
    public Task<bool> RemoveBatch(string sweepId, long epoch, long first) => Write(
        sweepId, epoch, "gone AS (DELETE FROM s2grid.batches USING fence WHERE sweep = fence.id AND first = @first)", ("first", first));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BatchRecord>> Batches(string sweepId) => await database.QueryAsync(
        $"SELECT {BatchColumns} FROM s2grid.batches WHERE sweep = @sweep ORDER BY first", ReadBatch, ("sweep", sweepId));

    /// <inheritdoc/>
    public async Task<BatchRecord?> BatchOf(string sweepId, long run) => (await database.QueryAsync(
        $"SELECT {BatchColumns} FROM s2grid.batches WHERE sweep = @sweep AND first <= @run ORDER BY first DESC LIMIT 1",
        ReadBatch,
        ("sweep", sweepId),
        ("run", run))).SingleOrDefault(batch => run < batch.End);

    /// <inheritdoc/>
    public async Task<SweepCounts> Counts(string sweepId) => (await database.QueryAsync(
        """
        SELECT COALESCE(SUM(count), 0), COALESCE(SUM(failed), 0), COALESCE(SUM(reused), 0), COUNT(*), COALESCE(SUM(bytes), 0)::bigint
        FROM s2grid.batches WHERE sweep = @sweep
        """,
        reader => new SweepCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)),
        ("sweep", sweepId))).Single();

    /// <inheritdoc/>
    public Task<bool> PutLease(string sweepId, long epoch, LeaseRecord lease) => Write(
        sweepId,
        epoch,
        """
        put AS (
            INSERT INTO s2grid.leases (sweep, first, count, silo, deaths, number, hand)
            SELECT id, @first, @count, @silo, @deaths, @number, @hand FROM fence
            ON CONFLICT (sweep, first) DO UPDATE SET
                count = excluded.count, silo = excluded.silo, deaths = excluded.deaths, number = excluded.number, hand = excluded.hand
        )
        """,
        ("first", lease.First),
        ("count", lease.Count),
        ("silo", lease.Silo),
        ("deaths", lease.Deaths),
        ("number", lease.Number),
        ("hand", lease.Hand));

    /// <inheritdoc/>
    public Task RemoveLease(string sweepId, long epoch, long first) => Write(
        sweepId, epoch, "gone AS (DELETE FROM s2grid.leases USING fence WHERE sweep = fence.id AND first = @first)", ("first", first));

    /// <inheritdoc/>
    public Task Disown(string silo) => database.ExecuteAsync(
        """
        WITH gone AS (DELETE FROM s2grid.leases WHERE silo = @silo AND deaths = 0)
        UPDATE s2grid.leases SET silo = '', number = 0, hand = '' WHERE silo = @silo AND deaths > 0
        """,
        ("silo", silo));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LeaseRecord>> Leases(string sweepId) => await database.QueryAsync(
        "SELECT first, count, silo, deaths, number, hand FROM s2grid.leases WHERE sweep = @sweep ORDER BY first",
        reader => new LeaseRecord(reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3))
        {
            Number = reader.GetInt64(4),
            Hand = reader.GetString(5),
        },
        ("sweep", sweepId));

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static (string Name, object? Value)[] Parameters(SweepPolicy policy) =>
    [
        ("weight", policy.Weight),
        ("priority", policy.Priority),
        ("parallelism", policy.Parallelism),
        ("failFast", policy.FailFast),
    ];

    private static BatchRecord ReadBatch(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetString(4), reader.GetInt64(5))
    {
        Attempts = reader.GetInt32(6),
    };

    private static SweepRecord Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Name = reader.GetString(1),
        SpecificationText = reader.GetString(2),
        FileName = reader.GetString(3),
        Overrides = reader.GetString(4),
        Repeats = reader.IsDBNull(5) ? null : reader.GetInt32(5),
        SpecificationHash = reader.GetString(6),
        EngineVersion = reader.GetString(7),
        TotalRuns = reader.GetInt64(8),
        Phase = (SweepPhase)reader.GetInt32(9),
        Fault = reader.IsDBNull(10) ? null : reader.GetString(10),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(11),
        StartedAt = reader.GetFieldValue<DateTimeOffset>(12),
        DoneAtStart = reader.GetInt64(13),
        EndedAt = reader.IsDBNull(14) ? null : reader.GetFieldValue<DateTimeOffset>(14),
        Policy = new SweepPolicy
        {
            Weight = reader.GetInt32(15),
            Priority = reader.GetInt32(16),
            Parallelism = reader.IsDBNull(17) ? null : reader.GetInt32(17),
            FailFast = reader.GetBoolean(18),
        },
    };

    /// <summary>Changes a sweep's batches or leases, unless another epoch has begun. One that begins meanwhile waits.</summary>
    private async Task<bool> Write(string sweepId, long epoch, string change, params (string Name, object? Value)[] parameters) =>
        (await database.QueryAsync(
            $"""
            WITH fence AS (SELECT id FROM s2grid.sweeps WHERE id = @sweep AND epoch = @epoch FOR SHARE), {change}
            SELECT EXISTS (SELECT FROM fence)
            """,
            reader => reader.GetBoolean(0),
            [("sweep", sweepId), ("epoch", epoch), .. parameters])).Single();

    private Task<List<SweepRecord>> Select(string clause, params (string Name, object? Value)[] parameters) =>
        database.QueryAsync($"SELECT {SweepColumns} FROM s2grid.sweeps {clause}", Read, parameters);

    /// <summary>A right that nobody has to give back.</summary>
    private sealed class FreeRight : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
