using System.Collections.Concurrent;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Grains;
using S2Grid.Hosting;
using S2Grid.Storage;
using S2Grid.Storage.Reading;

namespace S2Grid.Faults.Tests;

/// <summary>What a sweep's results are where nothing goes wrong: one process, one data directory.</summary>
internal static class Reference
{
    private static readonly ConcurrentDictionary<string, Task<string>> Digests = new(StringComparer.Ordinal);

    /// <summary>The digest of a specification's results, made once.</summary>
    public static Task<string> DigestOf(string yaml) => Digests.GetOrAdd(yaml, MakeAsync);

    private static async Task<string> MakeAsync(string yaml)
    {
        string folder = Directory.CreateTempSubdirectory("s2grid-reference-").FullName;
        try
        {
            await using EmbeddedGrid grid = await EmbeddedGrid.StartAsync(
                new DataDirectory(folder), new GridSettings(), CancellationToken.None);
            SweepStart start = await grid.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
                .Start(new SweepRequest(FaultSweep.Name, yaml, "faulty.yaml", [], null, SweepPolicy.Default));
            await foreach (SweepProgress progress in grid.Grains.GetGrain<ISweepGrain>(start.Status.Id).Watch(TimeSpan.FromSeconds(1)))
                Assert.True(progress.State is SweepState.Running or SweepState.Done, $"The sweep without faults is {progress}.");
            using SegmentReader reader = await SegmentReader.OpenAsync(
                grid.Catalogue, grid.Segments, start.Status.Id, FaultSweep.Plan(yaml), CancellationToken.None);
            return FaultSweep.Digest(reader);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
