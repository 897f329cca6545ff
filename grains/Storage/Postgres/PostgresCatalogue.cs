using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Postgres;

/// <summary>A catalogue in PostgreSQL, shared by all silos of a cluster.</summary>
public sealed class PostgresCatalogue : SqlCatalogue
{
    private PostgresCatalogue(PostgresDatabase database)
        : base(database)
    {
    }

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
    /// <remarks>
    /// Always free: the grid that shares the database sees to it that a sweep has one coordinator, and epochs that no other counts.
    /// </remarks>
    public override Task<IDisposable?> TryLock(string sweepId) => Task.FromResult<IDisposable?>(new FreeLock());

    /// <inheritdoc/>
    public override int? Owner(string sweepId) => null;

    /// <summary>A lock that nobody has to give back.</summary>
    private sealed class FreeLock : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
