using System.Data.Common;
using System.Diagnostics.Metrics;
using Npgsql;
using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Postgres;

/// <summary>
/// A PostgreSQL database with the tables of <see cref="PostgresSchema"/>. The statements of a command go to the server at once and are a
/// transaction there, each of which sees what was committed before it. Whatever is done in it may be done twice: where the connection is
/// lost, nobody knows whether the server had finished, and it is tried again once.
/// </summary>
internal sealed class PostgresDatabase : SqlDatabase
{
    private readonly string content;
    private readonly NpgsqlDataSource source;

    private PostgresDatabase(string content, Histogram<double> durations, PostgresAddress address)
        : base(durations)
    {
        this.content = content;
        Place = address.Place;
        source = NpgsqlDataSource.Create(address.ConnectionString);
    }

    /// <inheritdoc/>
    public override string Place { get; }

    /// <inheritdoc/>
    public override string Prefix => PostgresSchema.Name + ".";

    /// <inheritdoc/>
    public override string ForShare => " FOR SHARE";

    /// <summary>Opens the database, and makes the tables or brings them up to this version.</summary>
    /// <param name="content">What it is opened for, at the beginning of a sentence.</param>
    /// <param name="durations">Where to note how long commands take.</param>
    /// <param name="connectionString">How Npgsql reaches it.</param>
    /// <exception cref="StorageException">It cannot be reached, or is of a newer version, or someone else's.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string content, Histogram<double> durations, string connectionString)
    {
        var database = new PostgresDatabase(content, durations, PostgresAddress.Parse(connectionString));
        try
        {
            await database.UseAsync(
                isChange: false,
                async connection =>
                {
                    await PostgresSchema.ApplyAsync((NpgsqlConnection)connection, database.Place);
                    return true;
                },
                CancellationToken.None);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task<T> UseAsync<T>(bool isChange, Func<DbConnection, Task<T>> action, CancellationToken cancellation)
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

    /// <inheritdoc/>
    protected override object Kept(DateTimeOffset time) => time.ToUniversalTime();
}
