using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Tests.Segments;

public sealed class SweepTidyingTests : IDisposable
{
    private const long LastLease = 1000;

    private readonly StoredSweep sweep = new();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public async Task Run_ManySmallSegments_AreOneWithTheSameResults()
    {
        await StorePairs(0, 32);
        string before = Results();

        await Tidy();

        Assert.Equal((0L, 32), Assert.Single(await sweep.Catalogue.Batches(StoredSweep.Id)) is var one ? (one.First, one.Count) : default);
        Assert.Single(sweep.Files);
        Assert.Equal(before, Results());
    }

    [Fact]
    public async Task Run_FewSegments_StayAsTheyAre()
    {
        await StorePairs(0, 2 * (SweepTidying.MinJoined - 1));
        string[] before = sweep.Files;

        await Tidy();

        Assert.Equal(before, sweep.Files);
    }

    [Fact]
    public async Task Run_BatchWithFailures_StaysOneToBeDoneAgain()
    {
        await StorePairs(0, 8);
        BatchRecord failed = await sweep.StoreDone(8, 2, lease: 500, failed: 9);
        await StorePairs(10, 32);

        await Tidy();

        Assert.Equal([2, 2, 2, 2, 2, 22], from batch in await sweep.Catalogue.Batches(StoredSweep.Id) select batch.Count);
        Assert.Contains(failed, await sweep.Catalogue.Batches(StoredSweep.Id));
    }

    [Fact]
    public async Task Run_WhatIsNoPartOfTheSweep_IsDeletedUnlessALaterEpochMayWriteIt()
    {
        BatchRecord known = await sweep.StoreDone(0, 32);
        await sweep.StoreBatch(0, 2, lease: 7);
        BatchRecord later = await sweep.StoreBatch(0, 2, LastLease + 1);
        File.WriteAllText(Path.Combine(sweep.Aside, "000000000000-7.parquet"), "half");
        File.WriteAllText(Path.Combine(sweep.Aside, $"000000000000-{LastLease + 1}.parquet"), "half");

        await Tidy();

        Assert.Equal([known.File, later.File], sweep.Files);
        Assert.Equal([$"000000000000-{LastLease + 1}.parquet"], Directory.EnumerateFiles(sweep.Aside).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Run_DamagedSegment_IsNotHiddenInAJoinedOne()
    {
        await StorePairs(0, 32);
        string[] before = sweep.Files;
        string damaged = Path.Combine(sweep.Segments, before[3]);
        byte[] content = File.ReadAllBytes(damaged);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(damaged, content);

        await Assert.ThrowsAsync<StorageException>(Tidy);

        Assert.Equal(before, sweep.Files);
        Assert.Contains(damaged, Assert.Throws<StorageException>(sweep.Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SweepThatSomeoneElseRunsByNow_IsLeft()
    {
        await StorePairs(0, 32);
        string[] before = sweep.Files;
        await sweep.Catalogue.Begin(StoredSweep.Id, DateTimeOffset.UnixEpoch);

        await Tidy();

        Assert.Equal(before, sweep.Files);
        Assert.Equal(before, from batch in await sweep.Catalogue.Batches(StoredSweep.Id) select batch.File);
    }

    [Fact]
    public async Task Open_SegmentsThatAreJoinedMeanwhile_ReadsTheJoinedOne()
    {
        await StorePairs(0, 32);
        string before = Results();
        var store = new BusyStore(sweep.Store, Tidy);

        using SegmentReader reader = await SegmentReader.OpenAsync(
            sweep.Catalogue, store, StoredSweep.Id, sweep.Plan, TestContext.Current.CancellationToken);
        using var text = new StringWriter();
        reader.WriteJson(null, text, CancellationToken.None);

        Assert.Single(sweep.Files);
        Assert.Equal(before, text.ToString());
    }

    [Fact]
    public async Task Read_SegmentsThatAreJoinedInTheMiddleOfIt_ReadsWhatWasOpened()
    {
        await StorePairs(0, 32);
        using SegmentReader reader = sweep.Read();
        using IEnumerator<object?[]> rows = reader.Query(null, ["run"]).Rows.GetEnumerator();
        Assert.True(rows.MoveNext());

        await Tidy();

        Assert.Single(sweep.Files);
        List<object?> runs = [rows.Current[0]];
        while (rows.MoveNext())
            runs.Add(rows.Current[0]);
        Assert.Equal(Enumerable.Range(0, 32).Select(run => (object?)(long)run), runs);
        Assert.Equal(32, reader.Count(null));
    }

    private async Task StorePairs(long first, long end)
    {
        for (; first < end; first += 2)
            await sweep.StoreDone(first, 2, lease: 1 + first);
    }

    private Task Tidy() => new SweepTidying(sweep.Catalogue, sweep.Store, StoredSweep.Id)
        .RunAsync(sweep.Epoch, LastLease, TestContext.Current.CancellationToken);

    private string Results()
    {
        using var text = new StringWriter();
        using SegmentReader reader = sweep.Read();
        reader.WriteJson(null, text, CancellationToken.None);
        return text.ToString();
    }
}
