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

    private readonly string connectionString;

    private SqliteDatabase(string file, SqliteConnectionStringBuilder connection)
        : base(file, prefix: "", StorageInstruments.Catalogue) => connectionString = connection.ToString();

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
        StorageException? first = null;
        foreach (SqliteDatabase database in Ways(file).Take(toLook ? int.MaxValue : 1))
        {
            try
            {
                using SqliteConnection connection = database.Connect();
                SqliteSchema.Apply(database, connection);
                return database;
            }
            catch (SqliteException e)
            {
                first ??= database.Explain(e);
                database.Close();
                if (e.SqliteErrorCode is not (ReadOnly or DiskFault or Full or CannotOpen))
                    break;
            }
        }

        throw first!;
    }

    private static IEnumerable<SqliteDatabase> Ways(string file)
    {
        yield return new(file, new() { DataSource = file, ForeignKeys = true });

        // Where another process writes, its changes are seen; else there is no such file to share, and none can be made.
        yield return new(file, new() { DataSource = file, Mode = SqliteOpenMode.ReadOnly });
        string address = $"file:{Uri.EscapeDataString(file)}?immutable=1";
        yield return new(file, new() { DataSource = address, Mode = SqliteOpenMode.ReadOnly });
    }

    /// <inheritdoc/>
    public override string TypeOf(Type type) => type == typeof(string) ? "TEXT" : type == typeof(byte[]) ? "BLOB" : "INTEGER";

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
        try
        {
            using SqliteConnection connection = Connect();
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

    private void Close()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
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

        string reason = e.SqliteErrorCode switch
        {
            ReadOnly or CannotOpen when File.Exists(Place) => "it, or the disk that it is on, may only be read",
            DiskFault => "the disk is full, or fails",
            Full => "the disk is full",
            _ => e.Message,
        };
        return new($"The catalogue {Place} cannot be used: {reason}.", e)
        {
            IsTransient = e.SqliteErrorCode == Full,
            IsFull = e.SqliteErrorCode is Full or DiskFault,
        };
    }
}
