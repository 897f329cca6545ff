using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Sqlite;

/// <summary>A catalogue in a file of a data directory: SQLite in WAL mode, so any number of processes can read and write it at
/// once.</summary>
public sealed class SqliteCatalogue : SweepCatalogue
{
    private readonly DataDirectory directory;

    private SqliteCatalogue(DataDirectory directory, bool toLook)
        : base(SqliteDatabase.Open(directory.CatalogueFile, toLook)) => this.directory = directory;

    /// <summary>Opens the catalogue of a data directory; makes both where they do not exist.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="toLook">Whether to open it all the same where it cannot be written now, and can be looked at.</param>
    /// <exception cref="StorageException">The catalogue is of a newer version, is no catalogue, or cannot be opened or made.</exception>
    public static SqliteCatalogue Open(DataDirectory directory, bool toLook = false)
    {
        try
        {
            Directory.CreateDirectory(directory.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data directory {directory.Path} cannot be made: {e.Message}", e);
        }

        return new SqliteCatalogue(directory, toLook);
    }

    /// <inheritdoc/>
    public override Task<IDisposable?> TryLock(string sweepId) => Task.FromResult<IDisposable?>(SweepLock.TryLock(directory, sweepId));

    /// <inheritdoc/>
    public override int? Owner(string sweepId) => SweepLock.Owner(directory, sweepId);
}
