using Microsoft.Data.Sqlite;

namespace S2Grid.Storage.Tests;

public sealed class CatalogueTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryData data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public void Find_AfterReopening_IsWhatWasAdded()
    {
        SweepRecord sweep = Sweep("1", "one") with { Repeats = 3, Fault = "why", EndedAt = Noon.AddHours(1), Phase = SweepPhase.Drained };
        using (Catalogue catalogue = Catalogue.Open(data.Directory))
            Assert.True(catalogue.TryAdd(sweep));

        using Catalogue again = Catalogue.Open(data.Directory);
        Assert.Equal(sweep, again.Find("1"));
        Assert.Equal(sweep, again.FindByName("one"));
        Assert.Null(again.Find("2"));
    }

    [Fact]
    public void TryAdd_NameTaken_AddsNothing()
    {
        using Catalogue catalogue = Catalogue.Open(data.Directory);
        catalogue.TryAdd(Sweep("1", "one"));

        Assert.False(catalogue.TryAdd(Sweep("2", "one")));
        Assert.Null(catalogue.Find("2"));
    }

    [Fact]
    public void List_SeveralSweeps_NewestFirst()
    {
        using Catalogue catalogue = Catalogue.Open(data.Directory);
        catalogue.TryAdd(Sweep("1", "old"));
        catalogue.TryAdd(Sweep("2", "new") with { CreatedAt = Noon.AddDays(1) });

        Assert.Equal(["new", "old"], catalogue.List().Select(sweep => sweep.Name));
    }

    [Fact]
    public void PutBatch_TheSameFirstRun_ReplacesTheOlderResult()
    {
        using Catalogue catalogue = Catalogue.Open(data.Directory);
        catalogue.TryAdd(Sweep("1", "one"));
        catalogue.PutBatch("1", new BatchRecord(100, 10, 2, 3, "old", 1000));
        catalogue.PutBatch("1", new BatchRecord(0, 100, 1, 0, "first", 500));
        catalogue.PutBatch("1", new BatchRecord(100, 10, 0, 4, "new", 2000));

        Assert.Equal(["first", "new"], catalogue.Batches("1").Select(batch => batch.File));
        Assert.Equal(new SweepCounts(110, 1, 4, 2, 2500), catalogue.Counts("1"));
    }

    [Fact]
    public void Delete_Sweep_TakesItsBatchesAlong()
    {
        using Catalogue catalogue = Catalogue.Open(data.Directory);
        catalogue.TryAdd(Sweep("1", "one"));
        catalogue.PutBatch("1", new BatchRecord(0, 10, 0, 0, "file", 1));
        catalogue.Delete("1");
        catalogue.TryAdd(Sweep("1", "one"));

        Assert.Empty(catalogue.Batches("1"));
    }

    [Fact]
    public void Start_AfterACancel_ForgetsTheCancelAndCountsFromHere()
    {
        using Catalogue catalogue = Catalogue.Open(data.Directory);
        catalogue.TryAdd(Sweep("1", "one"));
        catalogue.PutBatch("1", new BatchRecord(0, 10, 0, 0, "file", 1));
        catalogue.RequestCancel("1");
        Assert.True(catalogue.IsCancelRequested("1"));
        catalogue.End("1", SweepPhase.Drained, "disk full", Noon);

        catalogue.Start("1", Noon.AddMinutes(1));

        SweepRecord sweep = catalogue.Find("1")!;
        Assert.False(catalogue.IsCancelRequested("1"));
        Assert.Equal((SweepPhase.Started, null, null, 10), (sweep.Phase, sweep.Fault, sweep.EndedAt, sweep.DoneAtStart));
        Assert.Equal(Noon.AddMinutes(1), sweep.StartedAt);
    }

    [Fact]
    public void Open_NewerVersion_IsRefusedAndLeftAlone()
    {
        Catalogue.Open(data.Directory).Dispose();
        Execute("PRAGMA user_version = 99");

        StorageException error = Assert.Throws<StorageException>(() => Catalogue.Open(data.Directory));

        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        Assert.Contains("newer s2grid", error.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Execute("PRAGMA user_version"));
    }

    [Fact]
    public void Open_SomeoneElsesDatabase_IsRefused()
    {
        Directory.CreateDirectory(data.Directory.Path);
        Execute("PRAGMA user_version = 1");

        StorageException error = Assert.Throws<StorageException>(() => Catalogue.Open(data.Directory));

        Assert.Contains("not a catalogue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDatabase_IsRefusedByName()
    {
        Directory.CreateDirectory(data.Directory.Path);
        File.WriteAllText(Path.Combine(data.Directory.Path, "catalogue.db"), new string('x', 4096));

        StorageException error = Assert.Throws<StorageException>(() => Catalogue.Open(data.Directory));

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
