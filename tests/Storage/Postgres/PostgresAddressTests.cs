
using S2Grid.Storage.Postgres;
using S2Grid.Support;

namespace S2Grid.Storage.Tests.Postgres;

/// <summary>Connection strings that are none, and servers that are not there.</summary>
public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("Hots=db;Password=hush-hush", "no setting 'hots'. Did you mean 'Host'?")]
    [InlineData("Host=db;Port=x;Password=hush-hush", "its port has a value")]
    [InlineData("Host=db;Password=;hush-hush=1", "a setting that does not exist")]
    [InlineData("Host=db;Password=a;hush-hush", "not a list of settings")]
    [InlineData("postgresql://user:hush-hush@db/name", "not a list of settings")]
    [InlineData("Database=s2grid;Password=hush-hush", "names no Host")]
    [InlineData("", "names no Host")]
    public async Task OpenAsync_NoConnectionString_IsToldWithoutItsValues(string connectionString, string expected)
    {
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => PostgresCatalogue.OpenAsync(connectionString));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("Write it like Host=db.example;", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", error.ToString(), StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task OpenAsync_NobodyListens_IsTransientAndNamesTheServer()
    {
        int port = FreePort.Next();

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => PostgresSegments.OpenAsync($"Host=127.0.0.1;Port={port};Database=s2grid;Username=me;Password=hush-hush"));
        FreePort.Return(port);

        Assert.Equal($"The segments in postgresql://127.0.0.1:{port}/s2grid cannot be used: Connection refused.", error.Message);
        Assert.True(error.IsTransient);
        Assert.DoesNotContain("hush-hush", error.ToString(), StringComparison.Ordinal);
    }
}
