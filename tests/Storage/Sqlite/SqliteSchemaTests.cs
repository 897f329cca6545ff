using Microsoft.Data.Sqlite;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Storage.Tests.Sqlite;

public sealed class SqliteSchemaTests : IDisposable
{
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
