using S2Grid.Experiments.Runs;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Tests.Reading;

namespace S2Grid.Storage.Tests.Segments;

/// <summary>What every store of segments promises.</summary>
public abstract class SegmentStoreTests : IAsyncLifetime
{
    private const string Another = "another";

    private StoredSweep sweep = null!;

    protected ISegmentStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        sweep = new StoredSweep(Store);
    }

    public async ValueTask DisposeAsync()
    {
        sweep?.Dispose();
        if (Store is not null)
            await Store.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Store_Batch_TellsTheCatalogueWhatItHolds()
    {
        BatchRecord batch = await sweep.StoreBatch(4, 8, lease: 3, failed: 5);

        Assert.Equal((4L, 8, 1, 3), (batch.First, batch.Count, batch.Failed, batch.Reused));
        Assert.Equal([new SegmentFile(batch.File, batch.Bytes)], await Store.List(StoredSweep.Id));
        Assert.Equal(batch, await Store.Inspect(StoredSweep.Id, batch.File));
        Assert.Equal(batch.Bytes, (await Store.Read(StoredSweep.Id, batch.File, TestContext.Current.CancellationToken))!.Length);
    }

    [Fact]
    public async Task Store_Batches_AreReadAsTheyWereStored()
    {
        await sweep.StoreDone(10, 6, lease: 2, failed: 12);
        await sweep.StoreDone(0, 10);

        using SegmentReader reader = sweep.Read();
        RunResult[] results = [.. reader.ReadRuns(sweep.Plan)];

        Assert.Equal(Enumerable.Range(0, 16).Select(index => (long)index), results.Select(result => result.Run.Index));
        Assert.Equal([12L], results.Where(result => result.State == RunState.Failed).Select(result => result.Run.Index));
        foreach (RunResult result in results.Where(result => result.State == RunState.Succeeded))
        {
            foreach ((StepResult expected, StepResult read) in sweep.Run(result.Run.Index).Steps.Zip(result.Steps))
                Assert.Equal(expected.Counters.Values.ToArray(), read.Counters.Values.ToArray());
        }
    }

    [Fact]
    public async Task Store_TheSameLeaseAgain_LeavesWhatTheCatalogueKnows()
    {
        BatchRecord known = await sweep.StoreDone(0, 4, lease: 1);
        BatchRecord again = await sweep.StoreBatch(0, 4, lease: 1, failed: [1, 2]);

        Assert.NotEqual(known.File, again.File);
        using SegmentReader reader = sweep.Read();
        Assert.Equal(4, reader.Count("state = 'succeeded'"));
    }

    [Fact]
    public async Task Store_TheSameBatchUnderTwoLeases_KeepsBothFiles()
    {
        await sweep.StoreBatch(0, 2, lease: 1);
        await sweep.StoreBatch(0, 2, lease: 2);

        Assert.Equal(2, sweep.Files.Length);
    }

    [Fact]
    public async Task Join_SegmentsInARow_HoldsWhatTheyHold()
    {
        BatchRecord[] small = [await sweep.StoreDone(2, 6), await sweep.StoreDone(8, 2), await sweep.StoreDone(10, 22)];
        string before = Json();

        BatchRecord joined = await Store.Join(StoredSweep.Id, [.. small.Select(batch => batch.File)], lease: 9);
        await sweep.Catalogue.PutBatch(StoredSweep.Id, sweep.Epoch, joined);

        Assert.Equal((2L, 30, 0, small.Sum(batch => batch.Reused)), (joined.First, joined.Count, joined.Failed, joined.Reused));
        Assert.Equal([joined], await sweep.Catalogue.Batches(StoredSweep.Id));
        Assert.Equal(joined, await Store.Inspect(StoredSweep.Id, joined.File));
        Assert.Equal(before, Json());
    }

    [Fact]
    public async Task Join_SegmentsWithRunsBetweenThem_IsRefused()
    {
        string[] files = [(await sweep.StoreBatch(0, 2)).File, (await sweep.StoreBatch(4, 2)).File];

        await Assert.ThrowsAsync<StorageException>(() => Store.Join(StoredSweep.Id, files, lease: 9));

        Assert.Equal(files, sweep.Files);
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
    public async Task StoreMerged_FailedRunsDoneAgain_TakeThePlaceOfTheirFailures()
    {
        BatchRecord older = await sweep.StoreDone(0, 8, lease: 1, failed: [2, 3, 6]);
        Assert.Equal([2L, 3L, 6L], await FailedRunsOf(older));

        BatchRecord newer = await sweep.StoreMerged(older, 2, 2, 3);
        await sweep.Catalogue.PutBatch(StoredSweep.Id, sweep.Epoch, newer);

        Assert.Equal((0L, 8, 1), (newer.First, newer.Count, newer.Failed));
        Assert.Equal([6L], await FailedRunsOf(newer));
        using SegmentReader reader = sweep.Read();
        RunResult[] results = [.. reader.ReadRuns(sweep.Plan)];
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

    [Fact]
    public async Task Recover_SegmentGone_MakesItsRunsMissingAgain()
    {
        BatchRecord kept = await sweep.StoreDone(0, 2, lease: 1);
        BatchRecord gone = await sweep.StoreDone(2, 2, lease: 2);
        await Store.Discard(StoredSweep.Id, gone.File);

        await sweep.Recover();

        Assert.Equal([kept], await sweep.Catalogue.Batches(StoredSweep.Id));
    }

    [Fact]
    public async Task Fetch_SeveralSegments_AreReadableInTheOrderGiven()
    {
        BatchRecord[] batches = [await sweep.StoreBatch(0, 2), await sweep.StoreBatch(2, 2), await sweep.StoreBatch(4, 2)];
        string[] files = [batches[2].File, batches[0].File, batches[1].File];

        using (LocalSegments local = await Store.Fetch(StoredSweep.Id, files, TestContext.Current.CancellationToken))
        {
            Assert.Equal(files, local.Names.Select(Path.GetFileName));
            foreach ((string file, string path) in files.Zip(local.Paths))
            {
                byte[] expected = (await Store.Read(StoredSweep.Id, file, TestContext.Current.CancellationToken))!;
                Assert.Equal(expected, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
            }
        }

        Assert.Equal(batches.Select(batch => batch.File), sweep.Files);
    }

    [Fact]
    public async Task Fetch_Nothing_IsNothing()
    {
        using LocalSegments local = await Store.Fetch(StoredSweep.Id, [], TestContext.Current.CancellationToken);

        Assert.Empty(local.Paths);
    }

    [Fact]
    public async Task Discard_Segment_TakesThatOneAndIsNoFaultTwice()
    {
        BatchRecord kept = await sweep.StoreBatch(0, 2, lease: 1);
        BatchRecord discarded = await sweep.StoreBatch(0, 2, lease: 2);

        await Store.Discard(StoredSweep.Id, discarded.File);
        await Store.Discard(StoredSweep.Id, discarded.File);

        Assert.Equal([kept.File], sweep.Files);
        Assert.Null(await Store.Read(StoredSweep.Id, discarded.File, TestContext.Current.CancellationToken));
        Assert.Null(await Store.Inspect(StoredSweep.Id, discarded.File));
    }

    [Fact]
    public async Task DeleteSweep_OneOfTwo_LeavesTheOther()
    {
        BatchRecord kept = await sweep.StoreBatch(0, 2);
        for (long first = 0; first < 8; first += 2)
            await sweep.StoreBatch(Another, first, 2, lease: 1);

        await Store.DeleteSweep(Another);
        await Store.DeleteSweep(Another);

        Assert.Empty(await Store.List(Another));
        Assert.Equal([kept.File], sweep.Files);
    }

    [Fact]
    public async Task List_SweepWithoutSegments_IsEmpty()
    {
        Assert.Empty(await Store.List(Another));
        await Store.Discard(Another, "000000000000-1.parquet");
        await Store.Tidy(Another, long.MaxValue);
    }

    private string Json()
    {
        using var text = new StringWriter();
        using SegmentReader reader = sweep.Read();
        reader.WriteJson(null, text, CancellationToken.None);
        return text.ToString();
    }

    /// <summary>Opens an empty store.</summary>
    protected abstract Task<ISegmentStore> OpenAsync();

    protected abstract Task CleanUpAsync();

    private async Task<IEnumerable<long>> FailedRunsOf(BatchRecord batch) =>
        (await FailedRuns.ReadAsync(sweep.Store, StoredSweep.Id, batch.File)).Select(failed => failed.Run);
}
