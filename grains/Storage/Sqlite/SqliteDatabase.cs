using System.Data.Common;
using Microsoft.Data.Sqlite;
using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Sqlite;

/// <summary>A SQLite file with the tables of <see cref="SqliteSchema"/>.</summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private readonly string connectionString;

    private SqliteDatabase(string file)
        : base(StorageInstruments.Catalogue)
    {
        Place = file;
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true }.ToString();
    }

    /// <inheritdoc/>
    public override string Place { get; }

    /// <inheritdoc/>
    public override string Prefix => "";

    /// <inheritdoc/>
    public override string ForShare => "";

    /// <summary>Opens a file, and makes the tables or brings them up to this version.</summary>
    /// <exception cref="StorageException">They are of a newer version, the file is no catalogue, or it cannot be used.</exception>
    public static SqliteDatabase Open(string file)
    {
        var database = new SqliteDatabase(file);
        try
        {
            using SqliteConnection connection = database.Connect();
            SqliteSchema.Apply(connection, file);
            return database;
        }
        catch (SqliteException e)
        {
            throw database.Explain(e);
        }
    }

    /// <summary>Closes the connections that are kept for reuse.</summary>
    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
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
            {
                return await action(connection);
            }

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

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using SqliteCommand durable = connection.CreateCommand();
        durable.CommandText = "PRAGMA synchronous = FULL";
        durable.ExecuteNonQuery();
        return connection;
    }

    private StorageException Explain(SqliteException e) => new($"The catalogue {Place} cannot be used: {e.Message}", e);
}
