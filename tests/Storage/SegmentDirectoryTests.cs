using S2Grid.Experiments;

namespace S2Grid.Storage.Tests;

public sealed class SegmentDirectoryTests : IDisposable
{
    private readonly StoredSweep sweep = new();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public async Task Store_Batch_LeavesNothingAside()
    {
        BatchRecord batch = await sweep.StoreBatch(4, 8, lease: 3);

        Assert.Equal([batch.File], sweep.Files);
        Assert.Empty(Directory.EnumerateFiles(sweep.Aside));
        Assert.Equal((4L, 8, 0, 4), (batch.First, batch.Count, batch.Failed, batch.Reused));
        Assert.Equal(new FileInfo(Path.Combine(sweep.Segments, batch.File)).Length, batch.Bytes);
    }

    [Fact]
    public async Task Store_TheSameBatchUnderTwoLeases_KeepsBothFiles()
    {
        await sweep.StoreBatch(0, 2, lease: 1);
        await sweep.StoreBatch(0, 2, lease: 2);

        Assert.Equal(2, sweep.Files.Length);
    }

    [Fact]
    public async Task Recover_SegmentNotInTheCatalogue_IsAdopted()
    {
        BatchRecord batch = await sweep.StoreBatch(0, 4, lease: 7, failed: 1);

        await sweep.Recover();

        Assert.Equal([batch], await sweep.Catalogue.Batches(StoredSweep.Id));
    }

    [Fact]
    public async Task Recover_SegmentOfRunsThatAreDone_IsDeleted()
    {
        BatchRecord done = await sweep.StoreDone(0, 4, lease: 1);
        await sweep.StoreBatch(2, 4, lease: 2);

        await sweep.Recover();

        Assert.Equal([done.File], sweep.Files);
        Assert.Equal([done], await sweep.Catalogue.Batches(StoredSweep.Id));
    }

    [Fact]
    public async Task Recover_LeftoversOfWriting_AreDeleted()
    {
        BatchRecord done = await sweep.StoreDone(0, 4);
        File.WriteAllText(Path.Combine(sweep.Aside, "000000000004-2.parquet"), "half");
        File.WriteAllText(Path.Combine(sweep.Segments, "000000000004-3.parquet"), "half");

        await sweep.Recover();

        Assert.Equal([done.File], sweep.Files);
        Assert.Empty(Directory.EnumerateFiles(sweep.Aside));
    }

    [Fact]
    public async Task Recover_SegmentGoneOrTorn_MakesItsRunsMissingAgain()
    {
        BatchRecord kept = await sweep.StoreDone(0, 2, lease: 1);
        BatchRecord gone = await sweep.StoreDone(2, 2, lease: 2);
        BatchRecord torn = await sweep.StoreDone(4, 2, lease: 3);
        File.Delete(Path.Combine(sweep.Segments, gone.File));
        File.WriteAllText(Path.Combine(sweep.Segments, torn.File), "half");

        await sweep.Recover();

        Assert.Equal([kept], await sweep.Catalogue.Batches(StoredSweep.Id));
        Assert.Equal([kept.File], sweep.Files);
    }

    [Fact]
    public async Task StoreMerged_FailedRunsDoneAgain_TakeThePlaceOfTheirFailures()
    {
        BatchRecord older = await sweep.StoreDone(0, 8, lease: 1, failed: [2, 3, 6]);
        Assert.Equal([2L, 3L, 6L], await FailedRunsOf(older));

        BatchRecord newer = await sweep.StoreMerged(older, 2, 2, 3);
        await sweep.Catalogue.PutBatch(StoredSweep.Id, sweep.Epoch, newer);

        Assert.Equal((0L, 8, 1), (newer.First, newer.Count, newer.Failed));
        Assert.Equal([6L], await FailedRunsOf(newer));
        using SegmentReader reader = sweep.Read();
        RunResult[] results = [.. reader.ReadRuns()];
        Assert.Equal(Enumerable.Range(0, 8).Select(index => (long)index), results.Select(result => result.Run.Index));
        Assert.Equal(sweep.Run(2).Steps[^1].Counters.Values.ToArray(), results[2].Steps[^1].Counters.Values.ToArray());
    }

    [Fact]
    public async Task Recover_MergedSegmentNotInTheCatalogue_LeavesTheOlderOne()
    {
        BatchRecord older = await sweep.StoreDone(0, 4, lease: 1, failed: 2);
        await sweep.StoreMerged(older, 2, 2);

        await sweep.Recover();

        Assert.Equal([older], await sweep.Catalogue.Batches(StoredSweep.Id));
        Assert.Equal([older.File], sweep.Files);
    }

    private async Task<IEnumerable<long>> FailedRunsOf(BatchRecord batch) =>
        (await FailedRuns.ReadAsync(sweep.Store, StoredSweep.Id, batch.File)).Select(failed => failed.Run);
}
