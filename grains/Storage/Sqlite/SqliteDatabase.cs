using Microsoft.Data.Sqlite;
using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Sqlite;

/// <summary>A SQLite file with the tables of a catalogue.</summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private const int ReadOnly = 8;
    private const int DiskFault = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>What SQLite's file of shared memory takes, in bytes.</summary>
    private const int SharedMemory = 32 << 10;

    private readonly string looking;
    private readonly string changing;

    /// <summary>Keeps a copy in memory while it is used.</summary>
    private readonly SqliteConnection? copy;

    /// <summary>Why a copy is used, which takes no changes.</summary>
    private StorageException? refusal;

    private SqliteDatabase(string file, SqliteConnectionStringBuilder looking, SqliteConnection? copy = null)
        : base(file, prefix: "", StorageInstruments.Catalogue)
    {
        this.looking = looking.ToString();
        changing = Changing(file).ToString();
        this.copy = copy;
    }

    /// <inheritdoc/>
    public override string TableOptions => "WITHOUT ROWID";

    /// <inheritdoc/>
    public override string ForShare => "";

    /// <inheritdoc/>
    protected override string Remedy => "Bring back a copy of it, or use another data directory (--data)";

    /// <summary>Opens a file, and makes the tables or brings them up to this version.</summary>
    /// <param name="file">The file.</param>
    /// <param name="toLook">Whether to open it all the same where a disk is full, or may only be read, so that what is there can be looked
    /// at.</param>
    /// <exception cref="StorageException">They are of a newer version, the file is no catalogue, or it cannot be used.</exception>
    public static SqliteDatabase Open(string file, bool toLook)
    {
        StorageException? refusal = null;
        foreach (Func<SqliteDatabase> way in Ways(file).Take(toLook ? int.MaxValue : 1))
        {
            SqliteDatabase? database = null;
            try
            {
                database = way();
                database.refusal = database.copy is null ? null : refusal;
                using SqliteConnection connection = Connect(database.looking);
                SqliteSchema.Apply(database, connection);
                return database;
            }
            catch (SqliteException e)
            {
                refusal ??= database!.Explain(e);
                database?.Close();
                if (e.SqliteErrorCode is not (ReadOnly or DiskFault or Full or CannotOpen))
                    break;
            }
        }

        throw refusal!;
    }

    private static SqliteConnectionStringBuilder Changing(string file) => new() { DataSource = file, ForeignKeys = true };

    private static IEnumerable<Func<SqliteDatabase>> Ways(string file)
    {
        yield return () => new(file, Changing(file));

        // Where another process writes, its changes are seen; else there is no such file to share, and none can be made.
        yield return () => new(file, new() { DataSource = file, Mode = SqliteOpenMode.ReadOnly });
        SqliteConnectionStringBuilder alone =
            new() { DataSource = $"file:{Uri.EscapeDataString(file)}?immutable=1", Mode = SqliteOpenMode.ReadOnly };
        yield return () => new(file, alone);

        // One of an earlier version cannot be brought up to this one where it is.
        yield return () =>
        {
            SqliteConnectionStringBuilder memory =
                new() { DataSource = Guid.NewGuid().ToString("N"), Mode = SqliteOpenMode.Memory, Cache = SqliteCacheMode.Shared };
            using SqliteConnection old = Connect(alone.ToString());
            SqliteConnection copy = Connect(memory.ToString());
            old.BackupDatabase(copy);
            return new(file, memory, copy);
        };
    }

    /// <inheritdoc/>
    public override string TypeOf(Type type) => type == typeof(string) ? "TEXT" : type == typeof(byte[]) ? "BLOB" : "INTEGER";

    /// <inheritdoc/>
    public override IEnumerable<string> Unseal(Table table, string digest) =>
    [
        $"DROP TRIGGER IF EXISTS unseal_{table.Name}",
        $"""
        CREATE TRIGGER unseal_{table.Name} AFTER UPDATE ON {table}
        WHEN NEW.{digest} = OLD.{digest} AND {RowOf("NEW", table.Digested)} IS NOT {RowOf("OLD", table.Digested)}
        BEGIN UPDATE {table} SET {digest} = NULL WHERE ({table.Key}) = {RowOf("NEW", table.Key.Split(", "))}; END
        """,
    ];

    /// <summary>Closes the connections that are kept for reuse.</summary>
    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>One writes at a time; the others wait for the beginning of their transaction.</remarks>
    protected override async Task<T> UseAsync<T>(bool isChange, Func<DbConnection, Task<T>> action, CancellationToken cancellation)
    {
        if (isChange && refusal is not null)
            throw refusal;
        try
        {
            using SqliteConnection connection = Connect(isChange ? changing : looking);
            if (!isChange)
                return await action(connection);

            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            T result = await action(connection);
            transaction.Commit();
            return result;
        }
        catch (SqliteException e)
        {
            throw Explain(e);
        }
    }

    /// <inheritdoc/>
    protected override object Kept(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static SqliteConnection Connect(string how)
    {
        var connection = new SqliteConnection(how);
        connection.Open();
        using SqliteCommand durable = connection.CreateCommand();
        durable.CommandText = "PRAGMA synchronous = FULL";
        durable.ExecuteNonQuery();
        return connection;
    }

    private StorageException Explain(SqliteException e)
    {
        if (e.SqliteErrorCode is Corrupt or NotADatabase)
            return Damaged(e.Message.TrimEnd('.'), e);

        bool isFull = e.SqliteErrorCode == Full || (e.SqliteErrorCode is DiskFault or ReadOnly or CannotOpen && HasNoRoom());
        string reason = e.SqliteErrorCode switch
        {
            _ when isFull => "the disk is full",
            ReadOnly or CannotOpen when File.Exists(Place) => "it, or the disk that it is on, may only be read",
            DiskFault => "the disk fails",
            _ => e.Message,
        };
        return new($"The catalogue {Place} cannot be used: {reason}.", e)
        {
            IsTransient = isFull,
            IsFull = isFull,
        };
    }

    /// <summary>Whether there is too little room for what SQLite needs beside a file, which it tells like other faults.</summary>
    private bool HasNoRoom()
    {
        try
        {
            using var probe = new FileStream($"{Place}.{Guid.NewGuid():N}.probe", new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            });
            probe.Write(new byte[SharedMemory]);
            probe.Flush(flushToDisk: true);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DiskFaults.IsFull(e);
        }
    }

    private void Close()
    {
        foreach (string how in new[] { looking, changing })
        {
            using var connection = new SqliteConnection(how);
            SqliteConnection.ClearPool(connection);
        }

        copy?.Dispose();
    }
}
