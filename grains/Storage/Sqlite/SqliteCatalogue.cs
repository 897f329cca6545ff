using Microsoft.Data.Sqlite;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Sqlite;

/// <summary>A catalogue in a file of a data directory: SQLite in WAL mode, so any number of processes can read and write it at once.</summary>
public sealed class SqliteCatalogue : ICatalogue
{
    private const string SweepColumns =
        "id, name, specification, file_name, overrides, repeats, specification_hash, engine_version, total_runs, phase, fault, " +
        "created_at, started_at, done_at_start, ended_at, weight, priority, parallelism, fail_fast";

    private const string BatchColumns = "first, count, failed, reused, file, bytes, attempts";

    private readonly DataDirectory directory;
    private readonly SqliteDatabase database;

    private SqliteCatalogue(DataDirectory directory)
    {
        this.directory = directory;
        database = new SqliteDatabase(Place);
        Agents = new SqliteAgents(database);
    }

    /// <inheritdoc/>
    public IAgentCatalogue Agents { get; }

    /// <inheritdoc/>
    public string Place => directory.CatalogueFile;

    /// <summary>Opens the catalogue of a data directory; makes both where they do not exist.</summary>
    /// <exception cref="StorageException">The catalogue is of a newer version, is no catalogue, or cannot be opened or made.</exception>
    public static SqliteCatalogue Open(DataDirectory directory)
    {
        try
        {
            Directory.CreateDirectory(directory.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data directory {directory.Path} cannot be made: {e.Message}", e);
        }

        var catalogue = new SqliteCatalogue(directory);
        catalogue.database.Use(StorageInstruments.Writing, connection =>
        {
            SqliteSchema.Apply(connection, catalogue.Place);
            return true;
        });
        return catalogue;
    }

    /// <inheritdoc/>
    public Task<bool> TryAdd(SweepRecord sweep) => Task.FromResult(database.Execute(
        $"INSERT INTO sweeps ({SweepColumns}) VALUES ($id, $name, $specification, $file, $overrides, $repeats, $hash, $engine, $total, " +
        "$phase, $fault, $created, $started, $doneAtStart, $ended, $weight, $priority, $parallelism, $failFast) ON CONFLICT DO NOTHING",
        [
            ("$id", sweep.Id),
            ("$name", sweep.Name),
            ("$specification", sweep.SpecificationText),
            ("$file", sweep.FileName),
            ("$overrides", sweep.Overrides),
            ("$repeats", sweep.Repeats),
            ("$hash", sweep.SpecificationHash),
            ("$engine", sweep.EngineVersion),
            ("$total", sweep.TotalRuns),
            ("$phase", (int)sweep.Phase),
            ("$fault", sweep.Fault),
            ("$created", sweep.CreatedAt.ToUnixTimeMilliseconds()),
            ("$started", sweep.StartedAt.ToUnixTimeMilliseconds()),
            ("$doneAtStart", sweep.DoneAtStart),
            ("$ended", sweep.EndedAt?.ToUnixTimeMilliseconds()),
            .. Parameters(sweep.Policy),
        ]) == 1);

    /// <inheritdoc/>
    public Task<SweepRecord?> Find(string id) => Task.FromResult(Select("WHERE id = $value", ("$value", id)).SingleOrDefault());

    /// <inheritdoc/>
    public Task<SweepRecord?> FindByName(string name) => Task.FromResult(Select("WHERE name = $value", ("$value", name)).SingleOrDefault());

    /// <inheritdoc/>
    public Task<IReadOnlyList<SweepRecord>> List() => Task.FromResult<IReadOnlyList<SweepRecord>>(Select("ORDER BY created_at DESC, id"));

    /// <inheritdoc/>
    public Task Delete(string id) => Done(database.Execute("DELETE FROM sweeps WHERE id = $id", ("$id", id)));

    /// <inheritdoc/>
    public Task<IDisposable?> TryTake(string sweepId) => Task.FromResult<IDisposable?>(SweepLock.TryTake(directory, sweepId));

    /// <inheritdoc/>
    public int? Owner(string sweepId) => SweepLock.Owner(directory, sweepId);

    /// <inheritdoc/>
    public Task<long> Begin(string id, DateTimeOffset at) => Task.FromResult(database.Query(
        """
        UPDATE sweeps SET phase = $phase, fault = NULL, started_at = $at, ended_at = NULL, asked = NULL, epoch = epoch + 1,
            done_at_start = (SELECT COALESCE(SUM(count), 0) FROM batches WHERE sweep = $id)
        WHERE id = $id RETURNING epoch
        """,
        reader => reader.GetInt64(0),
        ("$id", id),
        ("$phase", (int)SweepPhase.Started),
        ("$at", at.ToUnixTimeMilliseconds())).Single());

    /// <inheritdoc/>
    public Task<bool> End(string id, long epoch, SweepPhase phase, string? fault, DateTimeOffset at) => Task.FromResult(database.Execute(
        "UPDATE sweeps SET phase = $phase, fault = $fault, ended_at = $at WHERE id = $id AND epoch = $epoch",
        ("$id", id),
        ("$epoch", epoch),
        ("$phase", (int)phase),
        ("$fault", fault),
        ("$at", at.ToUnixTimeMilliseconds())) == 1);

    /// <inheritdoc/>
    public Task Ask(string id, SweepPhase phase) =>
        Done(database.Execute("UPDATE sweeps SET asked = $phase WHERE id = $id", ("$id", id), ("$phase", (int)phase)));

    /// <inheritdoc/>
    public Task<SweepPhase?> Asked(string id) => Task.FromResult(database.Query(
        "SELECT asked FROM sweeps WHERE id = $id",
        reader => reader.IsDBNull(0) ? null : (SweepPhase?)reader.GetInt32(0),
        ("$id", id)).SingleOrDefault());

    /// <inheritdoc/>
    public Task SetPolicy(string id, SweepPolicy policy) => Done(database.Execute(
        "UPDATE sweeps SET weight = $weight, priority = $priority, parallelism = $parallelism, fail_fast = $failFast WHERE id = $id",
        [("$id", id), .. Parameters(policy)]));

    /// <inheritdoc/>
    public Task<bool> PutBatch(string sweepId, long epoch, BatchRecord batch) => Task.FromResult(Write(
        sweepId,
        epoch,
        """
        INSERT OR REPLACE INTO batches (sweep, first, count, failed, reused, file, bytes, attempts)
        VALUES ($sweep, $first, $count, $failed, $reused, $file, $bytes, $attempts);
        DELETE FROM leases WHERE sweep = $sweep AND first >= $first AND first < $first + $count;
        """,
        ("$first", batch.First),
        ("$count", batch.Count),
        ("$failed", batch.Failed),
        ("$reused", batch.Reused),
        ("$file", batch.File),
        ("$bytes", batch.Bytes),
        ("$attempts", batch.Attempts)));

    /// <inheritdoc/>
    public Task<bool> RemoveBatch(string sweepId, long epoch, long first) => Task.FromResult(
        Write(sweepId, epoch, "DELETE FROM batches WHERE sweep = $sweep AND first = $first", ("$first", first)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<BatchRecord>> Batches(string sweepId) => Task.FromResult<IReadOnlyList<BatchRecord>>(
        database.Query($"SELECT {BatchColumns} FROM batches WHERE sweep = $sweep ORDER BY first", ReadBatch, ("$sweep", sweepId)));

    /// <inheritdoc/>
    public Task<BatchRecord?> BatchOf(string sweepId, long run) => Task.FromResult(database.Query(
        $"SELECT {BatchColumns} FROM batches WHERE sweep = $sweep AND first <= $run ORDER BY first DESC LIMIT 1",
        ReadBatch,
        ("$sweep", sweepId),
        ("$run", run)).SingleOrDefault(batch => run < batch.End));

    /// <inheritdoc/>
    public Task<SweepCounts> Counts(string sweepId) => Task.FromResult(database.Query(
        """
        SELECT COALESCE(SUM(count), 0), COALESCE(SUM(failed), 0), COALESCE(SUM(reused), 0), COUNT(*), COALESCE(SUM(bytes), 0)
        FROM batches WHERE sweep = $sweep
        """,
        reader => new SweepCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)),
        ("$sweep", sweepId)).Single());

    /// <inheritdoc/>
    public Task<bool> PutLease(string sweepId, long epoch, LeaseRecord lease) => Task.FromResult(Write(
        sweepId,
        epoch,
        "INSERT OR REPLACE INTO leases (sweep, first, count, silo, deaths, number, hand) VALUES ($sweep, $first, $count, $silo, $deaths, $number, $hand)",
        ("$first", lease.First),
        ("$count", lease.Count),
        ("$silo", lease.Silo),
        ("$deaths", lease.Deaths),
        ("$number", lease.Number),
        ("$hand", lease.Hand)));

    /// <inheritdoc/>
    public Task RemoveLease(string sweepId, long epoch, long first) =>
        Done(Write(sweepId, epoch, "DELETE FROM leases WHERE sweep = $sweep AND first = $first", ("$first", first)));

    /// <inheritdoc/>
    public Task Disown(string silo) => Done(database.Execute(
        """
        DELETE FROM leases WHERE silo = $silo AND deaths = 0;
        UPDATE leases SET silo = '', number = 0, hand = '' WHERE silo = $silo;
        """,
        ("$silo", silo)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<LeaseRecord>> Leases(string sweepId) => Task.FromResult<IReadOnlyList<LeaseRecord>>(database.Query(
        "SELECT first, count, silo, deaths, number, hand FROM leases WHERE sweep = $sweep ORDER BY first",
        reader => new LeaseRecord(reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3))
        {
            Number = reader.GetInt64(4),
            Hand = reader.GetString(5),
        },
        ("$sweep", sweepId)));

    /// <summary>Closes the connections that are kept for reuse.</summary>
    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task Done<T>(T result)
    {
        _ = result;
        return Task.CompletedTask;
    }

    private static (string Name, object? Value)[] Parameters(SweepPolicy policy) =>
    [
        ("$weight", policy.Weight),
        ("$priority", policy.Priority),
        ("$parallelism", policy.Parallelism),
        ("$failFast", policy.FailFast),
    ];

    private static BatchRecord ReadBatch(SqliteDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetString(4), reader.GetInt64(5))
    {
        Attempts = reader.GetInt32(6),
    };

    /// <summary>Changes a sweep's batches or leases, unless another epoch has begun.</summary>
    private bool Write(string sweepId, long epoch, string sql, params (string Name, object? Value)[] parameters) => database.Use(StorageInstruments.Writing, connection =>
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using SqliteCommand check = SqliteDatabase.Command(
            connection, "SELECT 1 FROM sweeps WHERE id = $sweep AND epoch = $epoch", ("$sweep", sweepId), ("$epoch", epoch));
        if (check.ExecuteScalar() is null)
            return false;
        using SqliteCommand command = SqliteDatabase.Command(connection, sql, [("$sweep", sweepId), .. parameters]);
        command.ExecuteNonQuery();
        transaction.Commit();
        return true;
    });

    private List<SweepRecord> Select(string clause, params (string Name, object? Value)[] parameters) =>
        database.Query($"SELECT {SweepColumns} FROM sweeps {clause}", Read, parameters);

    private static SweepRecord Read(SqliteDataReader reader) => new()
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
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(11)),
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(12)),
        DoneAtStart = reader.GetInt64(13),
        EndedAt = reader.IsDBNull(14) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(14)),
        Policy = new SweepPolicy
        {
            Weight = reader.GetInt32(15),
            Priority = reader.GetInt32(16),
            Parallelism = reader.IsDBNull(17) ? null : reader.GetInt32(17),
            FailFast = reader.GetBoolean(18),
        },
    };
}
