using System.Diagnostics.Metrics;
using Npgsql;

namespace S2Grid.Storage.Postgres;

/// <summary>
/// A database with the tables of <see cref="PostgresSchema"/>. Whatever is done in it may be done twice: where the connection is lost,
/// nobody knows whether the server had finished, and it is tried again once.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string content;
    private readonly Histogram<double> durations;
    private readonly NpgsqlDataSource source;

    private PostgresDatabase(string content, Histogram<double> durations, PostgresAddress address)
    {
        this.content = content;
        this.durations = durations;
        Place = address.Place;
        source = NpgsqlDataSource.Create(address.ConnectionString);
    }

    /// <summary>Server and database, without the password.</summary>
    public string Place { get; }

    /// <summary>Opens the database, and makes the tables or brings them up to this version.</summary>
    /// <param name="content">What it is opened for, at the beginning of a sentence.</param>
    /// <param name="durations">Where to note how long statements take.</param>
    /// <param name="connectionString">How Npgsql reaches it.</param>
    /// <exception cref="StorageException">It cannot be reached, or is of a newer version, or someone else's.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string content, Histogram<double> durations, string connectionString)
    {
        var database = new PostgresDatabase(content, durations, PostgresAddress.Parse(connectionString));
        try
        {
            await database.UseAsync(async connection =>
            {
                await PostgresSchema.ApplyAsync(connection, database.Place);
                return true;
            });
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Executes a statement.</summary>
    /// <returns>How many rows it has changed.</returns>
    public Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters) => StorageInstruments.TimeAsync(
        durations,
        StorageInstruments.Writing,
        () => UseAsync(async connection =>
        {
            await using NpgsqlCommand command = Command(connection, sql, parameters);
            return await command.ExecuteNonQueryAsync();
        }));

    /// <summary>The rows that a statement returns.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params (string Name, object? Value)[] parameters) =>
        QueryAsync(sql, read, CancellationToken.None, parameters);

    /// <summary>The rows that a statement returns; can be cancelled.</summary>
    public Task<List<T>> QueryAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params (string Name, object? Value)[] parameters) =>
        StorageInstruments.TimeAsync(durations, StorageInstruments.OperationOf(sql), () => UseAsync(
            async connection =>
            {
                await using NpgsqlCommand command = Command(connection, sql, parameters);
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellation))
                    rows.Add(read(reader));
                return rows;
            },
            cancellation));

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach ((string name, object? value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellation = default)
    {
        try
        {
            try
            {
                return await OnceAsync();
            }
            catch (NpgsqlException e) when (PostgresFault.IsLostConnection(e))
            {
                // The other connections that are kept for reuse have seen the same.
                source.Clear();
                return await OnceAsync();
            }
        }
        catch (Exception e) when (PostgresFault.IsOne(e))
        {
            throw PostgresFault.Explain(content, Place, e);
        }

        async Task<T> OnceAsync()
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation);
            return await action(connection);
        }
    }
}
