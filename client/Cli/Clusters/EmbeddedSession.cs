using S2Grid.Grains;
using S2Grid.Hosting;
using S2Grid.Views.Grids;

namespace S2Grid.Cli.Clusters;

/// <summary>A grid inside this process.</summary>
internal sealed class EmbeddedSession(EmbeddedGrid grid, DataDirectory data) : GridSession
{
    private readonly GridGrains grains = new(grid.Grains);

    public override string Place => data.Path;

    public override bool IsCluster => false;

    /// <summary>Starts a grid with as many slots; null lets it decide, with 0 it simulates nothing.</summary>
    public static async Task<EmbeddedSession> OpenAsync(
        CliEnvironment environment, DataDirectory directory, int? slots, CancellationToken cancellation)
    {
        var settings = new GridSettings { Clock = environment.Time };
        settings = settings with
        {
            Slots = slots ?? settings.Slots,
            MemoryBudget = environment.MemoryBudget ?? settings.MemoryBudget,
        };
        return new EmbeddedSession(await EmbeddedGrid.StartAsync(directory, settings, cancellation), directory);
    }

    public override Task<T> AskAsync<T>(Func<GridGrains, Task<T>> question, CancellationToken cancellation) => question(grains);

    public override IAsyncEnumerable<SweepProgress> WatchAsync(string id, TimeSpan interval, CancellationToken cancellation) =>
        grains.Sweep(id).Watch(interval, cancellation);

    public override Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation) =>
        SegmentReader.OpenAsync(grid.Catalogue, grid.Segments, id, plan, cancellation);

    public override ValueTask DisposeAsync() => grid.DisposeAsync();
}
