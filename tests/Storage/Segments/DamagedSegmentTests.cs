using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Tests.Segments;

/// <summary>A segment that is not what was stored is never taken for one that is.</summary>
public sealed class DamagedSegmentTests : IDisposable
{
    private const int Seed = 19;
    private const int Damages = 2_000;

    private readonly StoredSweep sweep = new();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public async Task Read_AnyDamage_IsNamedWithTheRunsThatItHeld()
    {
        BatchRecord[] batches = [await sweep.StoreDone(0, 2), await sweep.StoreDone(2, 2)];
        byte[][] contents = [.. batches.Select(batch => File.ReadAllBytes(PathOf(batch)))];
        var random = new Random(Seed);

        for (int damage = 0; damage < Damages; damage++)
        {
            int which = random.Next(batches.Length);
            byte[] content = Damaged(contents[which], contents[1 - which], random);
            File.WriteAllBytes(PathOf(batches[which]), content);

            StorageException error = Assert.Throws<StorageException>(() => sweep.Read());

            Assert.Contains(batches[which].File, error.Message, StringComparison.Ordinal);
            Assert.Contains($"runs {batches[which].First} to {batches[which].End - 1} ", error.Message, StringComparison.Ordinal);
            File.WriteAllBytes(PathOf(batches[which]), contents[which]);
        }

        using SegmentReader reader = sweep.Read();
        Assert.Equal(4, reader.Count(null));
    }

    [Fact]
    public async Task Recover_DamagedSegment_MakesItsRunsMissingAgain()
    {
        BatchRecord kept = await sweep.StoreDone(0, 2);
        BatchRecord bad = await sweep.StoreDone(2, 2);
        byte[] content = await File.ReadAllBytesAsync(PathOf(bad), TestContext.Current.CancellationToken);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(PathOf(bad), content, TestContext.Current.CancellationToken);

        await sweep.Recover();

        Assert.Equal([kept], await sweep.Catalogue.Batches(StoredSweep.Id));
        Assert.False(File.Exists(PathOf(bad)));
    }

    [Fact]
    public async Task StoreMerged_DamagedSegment_IsRefused()
    {
        BatchRecord bad = await sweep.StoreDone(0, 4, lease: 1, failed: 1);
        byte[] content = await File.ReadAllBytesAsync(PathOf(bad), TestContext.Current.CancellationToken);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(PathOf(bad), content, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<StorageException>(() => FailedRuns.ReadAsync(sweep.Store, StoredSweep.Id, bad.File));
    }

    [Fact]
    public async Task Read_SegmentOfBeforeDigests_IsReadAsItIs()
    {
        BatchRecord batch = await sweep.StoreDone(0, 2, lease: 17);
        BatchRecord older = batch with { File = "000000000000-17.parquet" };
        File.Move(PathOf(batch), PathOf(older));
        await sweep.Catalogue.PutBatch(StoredSweep.Id, sweep.Epoch, older);

        using SegmentReader reader = sweep.Read();

        Assert.Equal(2, reader.Count(null));
    }

    private static byte[] Damaged(byte[] content, byte[] other, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                return other;
            case 1:
                return content[..random.Next(content.Length)];
            case 2:
                return [.. content, (byte)random.Next(256)];
            default:
                byte[] flipped = [.. content];
                flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
        }
    }

    private string PathOf(BatchRecord batch) => Path.Combine(sweep.Segments, batch.File);
}
