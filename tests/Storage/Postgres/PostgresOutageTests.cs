

using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Postgres;
using S2Grid.Support;

namespace S2Grid.Storage.Tests.Postgres;

/// <summary>What happens to those who use a server while it is stopped, restarted, killed or held.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private static readonly BatchRecord Batch = new(0, 10, 0, 0, "file", 1);

    private PostgresServer server = null!;
    private string database = null!;
    private PostgresCatalogue catalogue = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        server = await PostgresServer.CreateAsync();
        database = await server.CreateDatabaseAsync();
        catalogue = await PostgresCatalogue.OpenAsync(database);
        await catalogue.TryAdd(new SweepRecord
        {
            Id = "1",
            Name = "one",
            SpecificationText = "text",
            FileName = "file.yaml",
            Overrides = "[]",
            SpecificationHash = "hash",
            EngineVersion = "1",
            TotalRuns = 1000,
            CreatedAt = DateTimeOffset.UnixEpoch,
            StartedAt = DateTimeOffset.UnixEpoch,
        });
        await catalogue.PutBatch("1", 0, Batch);
    }

    public async ValueTask DisposeAsync()
    {
        if (catalogue is not null)
            await catalogue.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task AnyMethod_ServerStopped_FailsForNowAndWorksWhenItIsBack()
    {
        await server.StopAsync();

        await FailsForNowAsync(catalogue, "Connection refused");
        await server.StartAsync();

        Assert.Equal([Batch], await catalogue.Batches("1"));
    }

    [Fact]
    public async Task AnyMethod_ServerRestartedMeanwhile_IsNotNoticed()
    {
        // Several connections are open, and all of them are lost.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalogue.List()));

        await server.RestartAsync();

        Assert.Equal([Batch], await catalogue.Batches("1"));
        Assert.True(await catalogue.PutBatch("1", 0, Batch with { First = 10 }));
    }

    [Fact]
    public async Task AnyMethod_ServerKilled_KeepsWhatWasStored()
    {
        await server.KillAsync();

        await FailsForNowAsync(catalogue, "Connection refused");
        await server.StartAsync();

        Assert.Equal([Batch], await catalogue.Batches("1"));
    }

    [Fact]
    public async Task AnyMethod_ServerHeld_FailsForNowAndWorksWhenItGoesOn()
    {
        await using PostgresCatalogue impatient = await PostgresCatalogue.OpenAsync(database + ";Timeout=15;Command Timeout=15");
        server.Pause();

        await FailsForNowAsync(impatient, "does not answer");
        server.Continue();

        Assert.Equal([Batch], await catalogue.Batches("1"));
    }

    private async Task FailsForNowAsync(PostgresCatalogue catalogue, string expected)
    {
        foreach (Func<Task> method in (IEnumerable<Func<Task>>)[() => catalogue.Batches("1"), () => catalogue.PutBatch("1", 0, Batch)])
        {
            StorageException error = await Assert.ThrowsAsync<StorageException>(method);
            Assert.True(error.IsTransient, error.ToString());
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.Contains(catalogue.Place, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(server.Password, error.ToString(), StringComparison.Ordinal);
        }
    }
}
