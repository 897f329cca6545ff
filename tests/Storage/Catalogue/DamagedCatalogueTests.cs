using Microsoft.Data.Sqlite;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Storage.Tests.Catalogue;

/// <summary>What runs, their identities and results follow from is never read from a catalogue in which it was changed.</summary>
public sealed class DamagedCatalogueTests : IDisposable
{
    private const int Seed = 19;
    private const int Flips = 300;

    private readonly StoredSweep sweep = new();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public async Task Read_AnyBitFlipped_GivesWhatWasStoredOrASentence()
    {
        await sweep.StoreDone(0, 2);
        await sweep.StoreDone(2, 2);
        await sweep.Catalogue.DisposeAsync();
        byte[] content = await File.ReadAllBytesAsync(sweep.CatalogueFile, TestContext.Current.CancellationToken);
        string expected = await FiguresAsync();
        var random = new Random(Seed);
        int refused = 0;

        for (int flip = 0; flip < Flips; flip++)
        {
            byte[] flipped = [.. content];
            int at = random.Next(flipped.Length);
            flipped[at] ^= (byte)(1 << random.Next(8));
            SqliteConnection.ClearAllPools();
            foreach (string beside in (string[])["-wal", "-shm"])
                File.Delete(sweep.CatalogueFile + beside);
            await File.WriteAllBytesAsync(sweep.CatalogueFile, flipped, TestContext.Current.CancellationToken);
            try
            {
                Assert.Equal(expected, await FiguresAsync());
            }
            catch (StorageException e)
            {
                Assert.Contains(sweep.CatalogueFile, e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 1, Flips - 1);
    }

    [Theory]
    [InlineData("count = 1")]
    [InlineData("failed = 1")]
    [InlineData("reused = 2")]
    [InlineData("file = replace(file, 'a', 'b')")]
    [InlineData("bytes = bytes + 1")]
    [InlineData("attempts = 2")]
    public async Task Read_BatchThatWasChanged_IsRefusedUntilTheSweepIsResumed(string change)
    {
        BatchRecord first = await sweep.StoreDone(0, 2);
        BatchRecord second = await sweep.StoreDone(2, 2);
        Execute($"UPDATE batches SET {change} WHERE first = 2");

        StorageException error = Assert.Throws<StorageException>(() => sweep.Read());

        Assert.Contains("catalogue.db is damaged: what it says of a batch", error.Message, StringComparison.Ordinal);
        Assert.Contains("sweeps resume", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, true), (await sweep.Catalogue.Counts(StoredSweep.Id)) is var counts ? (counts.Done, counts.IsDamaged) : default);
        await sweep.Recover();
        Assert.Equal([first, second], await sweep.Catalogue.Batches(StoredSweep.Id));
    }

    [Theory]
    [InlineData("specification = replace(specification, '4M', '6M')")]
    [InlineData("overrides = '[1]'")]
    [InlineData("repeats = 1")]
    [InlineData("total_runs = total_runs + 1")]
    [InlineData("engine_version = '2'")]
    [InlineData("specification_hash = 'has'")]
    [InlineData("created_at = created_at + 1")]
    public async Task Find_SweepThatWasChanged_IsRefused(string change)
    {
        Execute($"UPDATE sweeps SET {change}");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => sweep.Catalogue.FindByName("stored"));

        Assert.Contains("catalogue.db is damaged: a row of sweeps is not as it was written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_CatalogueOfBeforeDigests_GivesItsRowsTheirs()
    {
        BatchRecord batch = await sweep.StoreDone(0, 2);
        SweepRecord record = (await sweep.Catalogue.Find(StoredSweep.Id))!;
        await sweep.Catalogue.DisposeAsync();
        object? digests = Digests();
        Execute("ALTER TABLE sweeps DROP COLUMN digest; ALTER TABLE batches DROP COLUMN digest; PRAGMA user_version = 5");

        await using (SqliteCatalogue again = Reopen())
        {
            Assert.Equal([batch], await again.Batches(StoredSweep.Id));
            Assert.Equal(record, await again.Find(StoredSweep.Id));
        }

        Assert.Equal(digests, Digests());
    }

    [Fact]
    public async Task Read_RowOfASiloThatKnowsNoDigests_IsReadAsItIs()
    {
        BatchRecord batch = await sweep.StoreDone(0, 2);
        Execute("UPDATE batches SET digest = NULL, attempts = 2");

        Assert.Equal([batch with { Attempts = 2 }], await sweep.Catalogue.Batches(StoredSweep.Id));
    }

    private SqliteCatalogue Reopen() => SqliteCatalogue.Open(new DataDirectory(Path.GetDirectoryName(sweep.CatalogueFile)!));

    private async Task<string> FiguresAsync()
    {
        await using SqliteCatalogue catalogue = Reopen();
        SweepRecord record = (await catalogue.FindByName("stored"))!;
        using SegmentReader reader =
            await SegmentReader.OpenAsync(catalogue, sweep.Store, record.Id, sweep.Plan, TestContext.Current.CancellationToken);
        IEnumerable<string> rows = reader.Query(null).Rows.Select(row => string.Join(' ', row));
        return $"{record.SpecificationText} {record.Overrides} {record.Repeats} {record.SpecificationHash} {record.EngineVersion} "
            + $"{record.TotalRuns} {record.CreatedAt} {await catalogue.Counts(record.Id)}\n{string.Join('\n', rows)}";
    }

    private object? Digests() => Execute(
        "SELECT group_concat(digest) FROM (SELECT digest FROM sweeps UNION ALL SELECT digest FROM batches)");

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={sweep.CatalogueFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
