using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Postgres;

/// <summary>
/// A catalogue in PostgreSQL, shared by all silos of a cluster. The right to run a sweep is always free: the grid sees to it that a sweep
/// has one coordinator, and epochs that no other counts.
/// </summary>
public sealed class PostgresCatalogue : SweepCatalogue
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
}
