using Microsoft.Data.Sqlite;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Storage.Tests.Sqlite;

public sealed class SqliteSchemaTests : IDisposable
{
    private const int PageBytes = 4096;

    private readonly TemporaryData data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Open_NewerVersion_IsRefusedAndLeftAlone()
    {
        await SqliteCatalogue.Open(data.Directory).DisposeAsync();
        Execute("PRAGMA user_version = 99");

        StorageException error = Assert.Throws<StorageException>(() => SqliteCatalogue.Open(data.Directory));

        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        Assert.Contains("newer s2grid", error.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Execute("PRAGMA user_version"));
    }

    [Fact]
    public void Open_SomeoneElsesDatabase_IsRefused()
    {
        Directory.CreateDirectory(data.Directory.Path);
        Execute("PRAGMA user_version = 1");

        StorageException error = Assert.Throws<StorageException>(() => SqliteCatalogue.Open(data.Directory));

        Assert.Contains("not a catalogue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDatabase_IsRefusedByName()
    {
        Directory.CreateDirectory(data.Directory.Path);
        File.WriteAllText(Path.Combine(data.Directory.Path, "catalogue.db"), new string('x', 4096));

        StorageException error = Assert.Throws<StorageException>(() => SqliteCatalogue.Open(data.Directory));

        Assert.Contains("catalogue.db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_PageThatSaysItHasNoRows_IsRefusedInsteadOfGivingFewerRows()
    {
        using var sweep = new StoredSweep();
        await sweep.StoreDone(0, 4);
        await sweep.Catalogue.DisposeAsync();
        Directory.CreateDirectory(data.Directory.Path);
        string file = Path.Combine(data.Directory.Path, "catalogue.db");
        byte[] content = await File.ReadAllBytesAsync(sweep.CatalogueFile, TestContext.Current.CancellationToken);
        int page = content.AsSpan().LastIndexOf("000000000000-"u8) / PageBytes * PageBytes;
        content.AsSpan(page + 3, 2).Clear(); // How many rows the page has.
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        StorageException error = Assert.Throws<StorageException>(() => SqliteCatalogue.Open(data.Directory));

        Assert.Contains($"{file} is damaged: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Bring back a copy of it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RowsOfNoSweep_IsRefused()
    {
        await SqliteCatalogue.Open(data.Directory).DisposeAsync();
        Execute("PRAGMA foreign_keys = OFF; INSERT INTO leases (sweep, first, count) VALUES ('gone', 0, 1)");

        StorageException error = Assert.Throws<StorageException>(() => SqliteCatalogue.Open(data.Directory));

        Assert.Contains("is damaged: a row of leases belongs to none of sweeps", error.Message, StringComparison.Ordinal);
    }

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data.Directory.Path, "catalogue.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
