using S2Grid.Cli.Clusters;
using S2Grid.Experiments.Planning;
using S2Grid.Storage.Segments;

namespace S2Grid.Cli.Tests.Clusters;

public sealed class SegmentMirrorTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-mirror-");

    [Fact]
    public async Task Fetch_ASecondTime_FetchesOnlyWhatIsNew()
    {
        await using var cluster = new FakeCluster();
        cluster.Store("a.parquet", 10);
        cluster.Store("b.parquet", 20);

        await FetchAsync(cluster, "sweep");
        cluster.Store("c.parquet", 30);
        (IReadOnlyList<BatchRecord> batches, _) = await FetchAsync(cluster, "sweep");

        Assert.Equal<IReadOnlyList<string>>([["a.parquet", "b.parquet"], ["c.parquet"]], cluster.Calls);
        Assert.Equal([0L, 1L, 2L], batches.Select(batch => batch.First));
        Assert.Equal(cluster.Stored[2].Content, await ContentAsync("sweep", "c.parquet"));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder.FullName, "sweep")).Length);
    }

    [Fact]
    public async Task Fetch_OfManySegments_AsksForAFewMegabytesAtATime()
    {
        await using var cluster = new FakeCluster();
        cluster.Store("small", Megabyte);
        cluster.Store("huge", 6 * Megabyte);
        cluster.Store("one", 2 * Megabyte);
        cluster.Store("two", 2 * Megabyte);
        cluster.Store("three", Megabyte);

        await FetchAsync(cluster, "sweep");

        Assert.Equal<IReadOnlyList<string>>([["small"], ["huge"], ["one", "two"], ["three"]], cluster.Calls);
    }

    [Fact]
    public async Task Fetch_WhenASegmentIsReplacedMeanwhile_ListsAgain()
    {
        await using var cluster = new FakeCluster();
        cluster.Store("old", 10);
        cluster.BeforeRead = () =>
        {
            cluster.Stored.Clear();
            cluster.Store("merged", 10);
        };

        (IReadOnlyList<BatchRecord> batches, _) = await FetchAsync(cluster, "sweep");

        Assert.Equal("merged", Assert.Single(batches).File);
    }

    [Fact]
    public async Task Fetch_OfACopyThatIsCut_FetchesItAgain()
    {
        await using var cluster = new FakeCluster();
        cluster.Store("a", 10);
        await FetchAsync(cluster, "sweep");
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "sweep", "a"), [1], TestContext.Current.CancellationToken);

        await FetchAsync(cluster, "sweep");

        Assert.Equal(cluster.Stored[0].Content, await ContentAsync("sweep", "a"));
    }

    [Fact]
    public async Task Fetch_BeyondTheBound_DeletesTheSweepsLookedAtLongestAgo()
    {
        await using var cluster = new FakeCluster();
        cluster.Store("a", 100);
        await FetchAsync(cluster, "first", age: 3);
        await FetchAsync(cluster, "second", age: 2);
        await FetchAsync(cluster, "first", age: 1);

        await FetchAsync(cluster, "third", age: 0, maxBytes: 250);

        Assert.Equal(["first", "third"], folder.GetDirectories().Select(sweep => sweep.Name).Order());
    }

    [Fact]
    public async Task Fetch_OfASweepLargerThanTheBound_KeepsIt()
    {
        await using var cluster = new FakeCluster();
        cluster.Store("a", 100);

        await FetchAsync(cluster, "sweep", maxBytes: 10);

        Assert.Equal(100, (await ContentAsync("sweep", "a")).Length);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Task<(IReadOnlyList<BatchRecord> Batches, LocalSegments Segments)> FetchAsync(
        FakeCluster cluster, string sweep, int age = 0, long maxBytes = SegmentMirror.DefaultBytes) =>
        new SegmentMirror(cluster, folder.FullName, new HoursAgo(age), maxBytes).FetchAsync(sweep, TestContext.Current.CancellationToken);

    private Task<byte[]> ContentAsync(string sweep, string file) =>
        File.ReadAllBytesAsync(Path.Combine(folder.FullName, sweep, file), TestContext.Current.CancellationToken);

    private sealed class HoursAgo(int hours) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero) - TimeSpan.FromHours(hours);
    }
}
