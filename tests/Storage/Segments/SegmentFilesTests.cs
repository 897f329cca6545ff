namespace S2Grid.Storage.Tests.Segments;

/// <summary>What is particular to files: they are written aside, and may be torn.</summary>
public sealed class SegmentFilesTests : IDisposable
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
}
