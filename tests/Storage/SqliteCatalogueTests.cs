using Microsoft.Data.Sqlite;

namespace S2Grid.Storage.Tests;

public sealed class SqliteCatalogueTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryData data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Find_AfterReopening_IsWhatWasAdded()
    {
        SweepRecord sweep = Sweep("1", "one") with { Repeats = 3, Fault = "why", EndedAt = Noon.AddHours(1), Phase = SweepPhase.Drained };
        await using (SqliteCatalogue catalogue = SqliteCatalogue.Open(data.Directory))
            Assert.True(await catalogue.TryAdd(sweep));

        await using SqliteCatalogue again = SqliteCatalogue.Open(data.Directory);
        Assert.Equal(sweep, await again.Find("1"));
        Assert.Equal(sweep, await again.FindByName("one"));
        Assert.Null(await again.Find("2"));
    }

    [Fact]
    public async Task TryAdd_NameTaken_AddsNothing()
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(data.Directory);
        await catalogue.TryAdd(Sweep("1", "one"));

        Assert.False(await catalogue.TryAdd(Sweep("2", "one")));
        Assert.Null(await catalogue.Find("2"));
    }

    [Fact]
    public async Task List_SeveralSweeps_NewestFirst()
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(data.Directory);
        await catalogue.TryAdd(Sweep("1", "old"));
        await catalogue.TryAdd(Sweep("2", "new") with { CreatedAt = Noon.AddDays(1) });

        Assert.Equal(["new", "old"], (await catalogue.List()).Select(sweep => sweep.Name));
    }

    [Fact]
    public async Task PutBatch_TheSameFirstRun_ReplacesTheOlderResult()
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(data.Directory);
        await catalogue.TryAdd(Sweep("1", "one"));
        await catalogue.PutBatch("1", 0, new BatchRecord(100, 10, 2, 3, "old", 1000));
        await catalogue.PutBatch("1", 0, new BatchRecord(0, 100, 1, 0, "first", 500));
        await catalogue.PutBatch("1", 0, new BatchRecord(100, 10, 0, 4, "new", 2000));

        Assert.Equal(["first", "new"], (await catalogue.Batches("1")).Select(batch => batch.File));
        Assert.Equal(new SweepCounts(110, 1, 4, 2, 2500), await catalogue.Counts("1"));
    }

    [Fact]
    public async Task Delete_Sweep_TakesItsBatchesAlong()
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(data.Directory);
        await catalogue.TryAdd(Sweep("1", "one"));
        await catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "file", 1));
        await catalogue.Delete("1");
        await catalogue.TryAdd(Sweep("1", "one"));

        Assert.Empty(await catalogue.Batches("1"));
    }

    [Fact]
    public async Task Begin_AfterACancel_ForgetsTheCancelAndCountsFromHere()
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(data.Directory);
        await catalogue.TryAdd(Sweep("1", "one"));
        await catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "file", 1));
        await catalogue.Ask("1", SweepPhase.Paused);
        Assert.Equal(SweepPhase.Paused, await catalogue.Asked("1"));
        await catalogue.End("1", 0, SweepPhase.Drained, "disk full", Noon);

        Assert.Equal(1, await catalogue.Begin("1", Noon.AddMinutes(1)));

        SweepRecord sweep = (await catalogue.Find("1"))!;
        Assert.Null(await catalogue.Asked("1"));
        Assert.Equal((SweepPhase.Started, null, null, 10), (sweep.Phase, sweep.Fault, sweep.EndedAt, sweep.DoneAtStart));
        Assert.Equal(Noon.AddMinutes(1), sweep.StartedAt);
    }

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

    private static SweepRecord Sweep(string id, string name) => new()
    {
        Id = id,
        Name = name,
        SpecificationText = "text",
        FileName = "file.yaml",
        Overrides = "[]",
        SpecificationHash = "hash",
        EngineVersion = "1",
        TotalRuns = 1000,
        CreatedAt = Noon,
        StartedAt = Noon,
    };

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
