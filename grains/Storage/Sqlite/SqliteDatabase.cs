using Microsoft.Data.Sqlite;

namespace S2Grid.Storage.Sqlite;

/// <summary>A SQLite file with the tables of <see cref="SqliteSchema"/>. A connection is taken for each statement; a change is durable when it returns.</summary>
/// <param name="file">The file.</param>
internal sealed class SqliteDatabase(string file) : IDisposable
{
    private readonly string connectionString = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true }.ToString();

    /// <summary>Executes a statement.</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Execute(string sql, params (string Name, object? Value)[] parameters) => Use(StorageInstruments.Writing, connection =>
    {
        using SqliteCommand command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    });

    /// <summary>The rows that a statement returns.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters) =>
        Use(StorageInstruments.OperationOf(sql), connection =>
        {
            using SqliteCommand command = Command(connection, sql, parameters);
            using SqliteDataReader reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        });

    /// <summary>Does something on a connection, timed.</summary>
    public T Use<T>(string operation, Func<SqliteConnection, T> action) =>
        StorageInstruments.Time(StorageInstruments.Catalogue, operation, () => Use(action));

    /// <summary>A command with its parameters.</summary>
    public static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>Closes the connections that are kept for reuse.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

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
}
