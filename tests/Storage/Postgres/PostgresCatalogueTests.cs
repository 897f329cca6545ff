using System.Diagnostics;
using Npgsql;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Postgres;
using S2Grid.Storage.Tests.Catalogue;

namespace S2Grid.Storage.Tests.Postgres;

public sealed class PostgresCatalogueTests(PostgresFixture postgres) : CatalogueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private string database = "";

    [Fact]
    public async Task Begin_WhileAnOlderEpochWrites_WaitsAndCountsWhatItWrote()
    {
        await Catalogue.TryAdd(Sweep("1", "one"));
        await using var writer = new NpgsqlConnection(database);
        await writer.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlTransaction transaction = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await PostgresSql.ExecuteAsync(
            writer,
            """
            SELECT 1 FROM s2grid.sweeps WHERE id = '1' AND epoch = 0 FOR SHARE;
            INSERT INTO s2grid.batches VALUES ('1', 0, 10, 0, 0, 'file', 1, 1);
            """);

        Task<long> begin = Catalogue.Begin("1", Noon);
        await WaitForALockAsync();
        Assert.False(begin.IsCompleted);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await begin);
        Assert.Equal(10, (await Catalogue.Find("1"))!.DoneAtStart);
    }

    [Fact]
    public async Task PutBatch_WhileANewerEpochBegins_WaitsAndChangesNothing()
    {
        await Catalogue.TryAdd(Sweep("1", "one"));
        await using var coordinator = new NpgsqlConnection(database);
        await coordinator.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlTransaction transaction = await coordinator.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await PostgresSql.ExecuteAsync(coordinator, "UPDATE s2grid.sweeps SET epoch = 1 WHERE id = '1'");

        Task<bool> late = Catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "late", 1));
        await WaitForALockAsync();
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.False(await late);
        Assert.Empty(await Catalogue.Batches("1"));
    }

    [Fact]
    public async Task TryLock_WhereEveryProcessSharesTheGrid_IsFree()
    {
        using IDisposable? one = await Catalogue.TryLock("1");
        using IDisposable? two = await Catalogue.TryLock("1");

        Assert.NotNull(one);
        Assert.NotNull(two);
        Assert.Null(Catalogue.Owner("1"));
    }

    [Fact]
    public void Place_NamesServerAndDatabaseWithoutThePassword()
    {
        var settings = new NpgsqlConnectionStringBuilder(database);

        Assert.Equal($"postgresql://127.0.0.1:{settings.Port}/{settings.Database}", Catalogue.Place);
    }

    [Fact]
    public async Task PutBatch_DiskFull_FailsForNow()
    {
        await PostgresSql.ExecuteAsync(
            database,
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON s2grid.batches FOR EACH ROW EXECUTE FUNCTION full_disk();
            """);

        await Catalogue.TryAdd(Sweep("1", "one"));

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => Catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "file", 1)));

        Assert.True(error.IsTransient);
        Assert.Contains("No space left on device. Make room on the server's disk.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyMethod_TableGone_FailsForGood()
    {
        await PostgresSql.ExecuteAsync(database, "DROP TABLE s2grid.batches");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => Catalogue.Batches("1"));

        Assert.False(error.IsTransient);
        Assert.Contains("\"s2grid.batches\" does not exist", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE s2grid.batches SET count = 9")]
    [InlineData("UPDATE s2grid.batches SET first = 1")]
    [InlineData("UPDATE s2grid.batches SET file = 'other'")]
    [InlineData("UPDATE s2grid.batches SET failed = 1")]
    [InlineData("UPDATE s2grid.batches SET sweep = '2'")]
    public async Task Batches_ValueChangedBehindItsBack_AreRefused(string change)
    {
        await Catalogue.TryAdd(Sweep("1", "one"));
        await Catalogue.TryAdd(Sweep("2", "two"));
        await Catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "file", 1));
        await PostgresSql.ExecuteAsync(database, $"ALTER TABLE s2grid.batches DISABLE TRIGGER unseal; {change}");

        StorageException error = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await Catalogue.Batches("1");
            await Catalogue.Batches("2");
        });

        Assert.Contains($"{Catalogue.Place} is damaged: what it says of a batch", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("specification = 'name: other'")]
    [InlineData("total_runs = 5")]
    [InlineData("repeats = 5")]
    [InlineData("engine_version = '9'")]
    [InlineData("created_at = created_at + interval '1 second'")]
    public async Task Find_ValueChangedBehindItsBack_IsRefused(string change)
    {
        await Catalogue.TryAdd(Sweep("1", "one"));
        await PostgresSql.ExecuteAsync(database, $"ALTER TABLE s2grid.sweeps DISABLE TRIGGER unseal; UPDATE s2grid.sweeps SET {change}");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => Catalogue.Find("1"));

        Assert.Contains("is damaged: a row of sweeps is not as it was written. Restore it from a backup.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAgent_RowThatASiloChangedThatKnowsNoDigests_IsReadAsItIsUntilItIsWrittenAnew()
    {
        await Catalogue.Agents.Put(Agent("1", "altra1"));
        await PostgresSql.ExecuteAsync(database, "UPDATE s2grid.agents SET done_runs = 3");

        AgentRecord agent = (await Catalogue.Agents.Find("1"))!;
        Assert.Equal(3, agent.DoneRuns);
        await Catalogue.Agents.Put(agent with { DoneRuns = 4 });
        await PostgresSql.ExecuteAsync(
            database, "ALTER TABLE s2grid.agents DISABLE TRIGGER unseal; UPDATE s2grid.agents SET done_runs = 5");
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => Catalogue.Agents.Find("1"));
        Assert.Contains("is damaged: a row of agents is not as it was written.", error.Message, StringComparison.Ordinal);
    }

    protected override async Task PrepareAsync() => database = await postgres.Server.CreateDatabaseAsync();

    protected override async Task<SweepCatalogue> OpenAsync() => await PostgresCatalogue.OpenAsync(database);

    protected override Task CleanUpAsync() => database.Length > 0 ? postgres.Server.DropDatabaseAsync(database) : Task.CompletedTask;

    private async Task WaitForALockAsync()
    {
        const string Waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        long start = Stopwatch.GetTimestamp();
        while ((long)(await PostgresSql.ScalarAsync(connection, Waiting))! == 0)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < Patience,
                "Waited 30 s for a session that waits for the lock on the sweep's row; none does.");
        }
    }
}
