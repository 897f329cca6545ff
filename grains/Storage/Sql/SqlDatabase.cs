using System.Diagnostics.Metrics;

namespace S2Grid.Storage.Sql;

/// <summary>
/// A database with the tables of the grid, and all in which one kind of database differs from another. A connection is taken for each
/// command. A command may be several statements: they are executed together or not at all, and what they change is durable when the
/// command returns.
/// </summary>
/// <param name="place">Where it is.</param>
/// <param name="prefix">What stands before the name of a table.</param>
/// <param name="durations">Where to note how long commands take.</param>
internal abstract class SqlDatabase(string place, string prefix, Histogram<double> durations) : IAsyncDisposable
{
    /// <summary>Where it is, for messages: a file, or a server and database without a password.</summary>
    public string Place => place;

    /// <summary>What stands before the name of a table.</summary>
    public string Prefix => prefix;

    /// <summary>The end of a table's declaration.</summary>
    public abstract string TableOptions { get; }

    /// <summary>
    /// The end of a SELECT that keeps others from changing its rows until the command is done; empty where commands that change something
    /// come one after the other anyway.
    /// </summary>
    public abstract string ForShare { get; }

    /// <summary>What to do where it is damaged.</summary>
    protected abstract string Remedy { get; }

    /// <summary>What the database calls a type of which values are kept.</summary>
    public abstract string TypeOf(Type type);

    /// <summary>The rows that a statement returns, which changes nothing.</summary>
    public Task<List<T>> ReadAsync<T>(string sql, Func<SqlRow, T> read, params (string Name, object? Value)[] parameters) =>
        ReadAsync(sql, read, CancellationToken.None, parameters);

    /// <summary>The rows that a statement returns, which changes nothing; can be cancelled.</summary>
    public Task<List<T>> ReadAsync<T>(
        string sql, Func<SqlRow, T> read, CancellationToken cancellation, params (string Name, object? Value)[] parameters) =>
        StorageInstruments.TimeAsync(durations, StorageInstruments.Reading, () => UseAsync(
            isChange: false, connection => RowsAsync(connection, sql, read, parameters, cancellation), cancellation));

    /// <summary>The rows that the first statement that returns any returns; all of them are executed.</summary>
    public Task<List<T>> ChangeAsync<T>(string sql, Func<SqlRow, T> read, params (string Name, object? Value)[] parameters) =>
        StorageInstruments.TimeAsync(durations, StorageInstruments.Writing, () => UseAsync(
            isChange: true, connection => RowsAsync(connection, sql, read, parameters, CancellationToken.None), CancellationToken.None));

    /// <summary>Executes statements that return no rows.</summary>
    /// <returns>How many rows they have changed.</returns>
    public Task<int> ChangeAsync(string sql, params (string Name, object? Value)[] parameters) =>
        StorageInstruments.TimeAsync(durations, StorageInstruments.Writing, () => UseAsync(
            isChange: true,
            async connection =>
            {
                await using DbCommand command = Command(connection, sql, parameters);
                return await command.ExecuteNonQueryAsync();
            },
            CancellationToken.None));

    /// <summary>Says that it is damaged.</summary>
    /// <param name="fault">What is wrong in it.</param>
    /// <param name="cause">What said so.</param>
    public StorageException Damaged(string fault, Exception? cause = null) =>
        new($"The catalogue {Place} is damaged: {fault}. {Remedy}.", cause);

    /// <summary>The rows that a statement returns on a connection.</summary>
    internal async Task<List<T>> RowsAsync<T>(
        DbConnection connection, string sql, Func<SqlRow, T> read, (string Name, object? Value)[] parameters,
        CancellationToken cancellation = default)
    {
        await using DbCommand command = Command(connection, sql, parameters);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(new SqlRow(reader)));

        // The statements after the one that returns rows.
        while (await reader.NextResultAsync(cancellation))
        {
        }

        return rows;
    }

    /// <summary>Closes the connections.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The statements that let a row lose its digest where a program that knows of none changes what it is of.</summary>
    /// <param name="table">The table.</param>
    /// <param name="digest">The column.</param>
    public abstract IEnumerable<string> Unseal(Table table, string digest);

    /// <summary>Columns as a row of values.</summary>
    /// <param name="row">NEW or OLD.</param>
    /// <param name="columns">The columns.</param>
    protected static string RowOf(string row, IEnumerable<string> columns) =>
        $"({string.Join(", ", columns.Select(column => $"{row}.{column}"))})";

    /// <summary>Does something on a connection.</summary>
    /// <param name="isChange">Whether it changes something: then all of it or nothing.</param>
    /// <param name="action">What to do.</param>
    /// <param name="cancellation">Ends the wait for a connection.</param>
    /// <exception cref="StorageException">The database cannot be used now; the message says why.</exception>
    protected abstract Task<T> UseAsync<T>(bool isChange, Func<DbConnection, Task<T>> action, CancellationToken cancellation);

    /// <summary>A time as it is kept.</summary>
    protected abstract object Kept(DateTimeOffset time);

    /// <summary>A command on a connection.</summary>
    internal DbCommand Command(DbConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            parameter.Value = value is DateTimeOffset time ? Kept(time) : value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
