using Microsoft.Data.Sqlite;

namespace S2Grid.Storage;

/// <summary>
/// Which sweeps there are, and which of their batches are done: the truth about both. SQLite in WAL mode, so any number of
/// processes can read and write it at once, and every change is on the disk when its method returns. Safe for use by several threads.
/// </summary>
public sealed class Catalogue : IDisposable
{
    private const string SweepColumns =
        "id, name, specification, file_name, overrides, repeats, specification_hash, engine_version, total_runs, phase, fault, " +
        "created_at, started_at, done_at_start, ended_at";

    private readonly string file;
    private readonly string connectionString;

    private Catalogue(string file)
    {
        this.file = file;
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true }.ToString();
    }

    /// <summary>Opens the catalogue of a data directory; makes both where they do not exist.</summary>
    /// <exception cref="StorageException">The catalogue is of a newer version, is no catalogue, or cannot be opened or made.</exception>
    public static Catalogue Open(DataDirectory directory)
    {
        try
        {
            Directory.CreateDirectory(directory.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data directory {directory.Path} cannot be made: {e.Message}", e);
        }

        var catalogue = new Catalogue(directory.CatalogueFile);
        catalogue.Use(connection =>
        {
            CatalogueSchema.Apply(connection, catalogue.file);
            return true;
        });
        return catalogue;
    }

    /// <summary>Adds a sweep.</summary>
    /// <returns>False, and nothing is added, if its name or id is taken.</returns>
    public bool TryAdd(SweepRecord sweep) =>
        Execute(
            $"INSERT INTO sweeps ({SweepColumns}) VALUES ($id, $name, $specification, $file, $overrides, $repeats, $hash, $engine, $total, " +
            "$phase, $fault, $created, $started, $doneAtStart, $ended) ON CONFLICT DO NOTHING",
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
            ("$ended", sweep.EndedAt?.ToUnixTimeMilliseconds())) == 1;

    /// <summary>The sweep with this id, or null.</summary>
    public SweepRecord? Find(string id) => Select("WHERE id = $value", ("$value", id)).SingleOrDefault();

    /// <summary>The sweep with this name, or null.</summary>
    public SweepRecord? FindByName(string name) => Select("WHERE name = $value", ("$value", name)).SingleOrDefault();

    /// <summary>Every sweep, the newest first.</summary>
    public IReadOnlyList<SweepRecord> List() => Select("ORDER BY created_at DESC, id");

    /// <summary>Writes down that a sweep is started or resumed; what was decided about it before is forgotten.</summary>
    public void Start(string id, DateTimeOffset at) => Execute(
        """
        UPDATE sweeps SET phase = $phase, fault = NULL, started_at = $at, ended_at = NULL, cancel_requested = 0,
            done_at_start = (SELECT COALESCE(SUM(count), 0) FROM batches WHERE sweep = $id)
        WHERE id = $id
        """,
        ("$id", id),
        ("$phase", (int)SweepPhase.Started),
        ("$at", at.ToUnixTimeMilliseconds()));

    /// <summary>Writes down that a sweep is at rest.</summary>
    public void End(string id, SweepPhase phase, string? fault, DateTimeOffset at) => Execute(
        "UPDATE sweeps SET phase = $phase, fault = $fault, ended_at = $at WHERE id = $id",
        ("$id", id),
        ("$phase", (int)phase),
        ("$fault", fault),
        ("$at", at.ToUnixTimeMilliseconds()));

    /// <summary>Asks the process that runs a sweep to drain it.</summary>
    public void RequestCancel(string id) => Execute("UPDATE sweeps SET cancel_requested = 1 WHERE id = $id", ("$id", id));

    /// <summary>Whether <see cref="RequestCancel"/> was called since the sweep was last started.</summary>
    public bool IsCancelRequested(string id) => Query(
        "SELECT cancel_requested FROM sweeps WHERE id = $id", reader => reader.GetBoolean(0), ("$id", id)).SingleOrDefault();

    /// <summary>Forgets a sweep and its batches.</summary>
    public void Delete(string id) => Execute("DELETE FROM sweeps WHERE id = $id", ("$id", id));

    /// <summary>Adds a batch that is done, or puts its newer result in the place of the older one with the same first run.</summary>
    public void PutBatch(string sweepId, BatchRecord batch) => Execute(
        "INSERT OR REPLACE INTO batches (sweep, first, count, failed, reused, file, bytes) VALUES ($sweep, $first, $count, $failed, $reused, $file, $bytes)",
        ("$sweep", sweepId),
        ("$first", batch.First),
        ("$count", batch.Count),
        ("$failed", batch.Failed),
        ("$reused", batch.Reused),
        ("$file", batch.File),
        ("$bytes", batch.Bytes));

    /// <summary>Forgets a batch: its runs are no longer done.</summary>
    public void RemoveBatch(string sweepId, long first) =>
        Execute("DELETE FROM batches WHERE sweep = $sweep AND first = $first", ("$sweep", sweepId), ("$first", first));

    /// <summary>The batches of a sweep that are done, by first run.</summary>
    public IReadOnlyList<BatchRecord> Batches(string sweepId) => Query(
        "SELECT first, count, failed, reused, file, bytes FROM batches WHERE sweep = $sweep ORDER BY first",
        reader => new BatchRecord(
            reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetString(4), reader.GetInt64(5)),
        ("$sweep", sweepId));

    /// <summary>What the batches of a sweep add up to.</summary>
    public SweepCounts Counts(string sweepId) => Query(
        """
        SELECT COALESCE(SUM(count), 0), COALESCE(SUM(failed), 0), COALESCE(SUM(reused), 0), COUNT(*), COALESCE(SUM(bytes), 0)
        FROM batches WHERE sweep = $sweep
        """,
        reader => new SweepCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)),
        ("$sweep", sweepId)).Single();

    /// <summary>Closes the connections that are kept for reuse.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private List<SweepRecord> Select(string clause, params (string Name, object? Value)[] parameters) =>
        Query($"SELECT {SweepColumns} FROM sweeps {clause}", Read, parameters);

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
    };

    private int Execute(string sql, params (string Name, object? Value)[] parameters) => Use(connection =>
    {
        using SqliteCommand command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    });

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters) => Use(connection =>
    {
        using SqliteCommand command = Command(connection, sql, parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    });

    private T Use<T>(Func<SqliteConnection, T> action)
    {
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            using SqliteCommand durable = Command(connection, "PRAGMA synchronous = FULL");
            durable.ExecuteNonQuery();
            return action(connection);
        }
        catch (SqliteException e)
        {
            throw new StorageException($"The catalogue {file} cannot be used: {e.Message}", e);
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
