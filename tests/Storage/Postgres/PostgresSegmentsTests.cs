using S2Grid.Storage.Postgres;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Tests.Segments;

namespace S2Grid.Storage.Tests.Postgres;

public sealed class PostgresSegmentsTests(PostgresFixture postgres) : SegmentStoreTests
{
    private string database = "";

    [Fact]
    public async Task Fetch_Copies_AreGoneAfterwards()
    {
        using var sweep = new StoredSweep(Store);
        BatchRecord batch = await sweep.StoreBatch(0, 2);

        LocalSegments local = await Store.Fetch(StoredSweep.Id, [batch.File], TestContext.Current.CancellationToken);
        string folder = Path.GetDirectoryName(local.Paths[0])!;
        Assert.True(Directory.Exists(folder));
        local.Dispose();

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Fetch_MoreThanAreAskedForAtOnce_HasThemAll()
    {
        using var sweep = new StoredSweep(Store);
        var files = new List<string>();
        for (int lease = 1; lease <= 120; lease++)
            files.Add((await sweep.StoreBatch(0, 1, lease)).File);

        using (LocalSegments local = await Store.Fetch(StoredSweep.Id, files, TestContext.Current.CancellationToken))
            Assert.All(local.Paths, path => Assert.True(File.Exists(path)));
        await Store.DeleteSweep(StoredSweep.Id);

        Assert.Empty(sweep.Files);
    }

    [Fact]
    public async Task Fetch_SegmentThatIsGone_IsNamed()
    {
        using var sweep = new StoredSweep(Store);
        BatchRecord batch = await sweep.StoreBatch(0, 2);

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => Store.Fetch(StoredSweep.Id, [batch.File, "000000000002-1.parquet"], TestContext.Current.CancellationToken));

        Assert.Contains("The segment 000000000002-1.parquet of the sweep a is not in postgresql://", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("Resume the sweep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_FullDisk_StoresNothingAndFailsForNow()
    {
        await PostgresSql.ExecuteAsync(
            database,
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk AFTER INSERT ON s2grid.segments FOR EACH ROW EXECUTE FUNCTION full_disk();
            """);
        using var sweep = new StoredSweep(Store);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => sweep.StoreBatch(0, 2));

        Assert.True(error.IsTransient);
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Empty(sweep.Files);
    }

    protected override async Task<ISegmentStore> OpenAsync()
    {
        database = await postgres.Server.CreateDatabaseAsync();
        return await PostgresSegments.OpenAsync(database);
    }

    protected override Task CleanUpAsync() => database.Length > 0 ? postgres.Server.DropDatabaseAsync(database) : Task.CompletedTask;
}
