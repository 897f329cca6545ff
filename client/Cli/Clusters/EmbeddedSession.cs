using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Hosting;
using S2Grid.Storage;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Clusters;

/// <summary>A grid inside this process.</summary>
internal sealed class EmbeddedSession : GridSession
{
    private readonly EmbeddedGrid grid;
    private readonly DataDirectory data;

    private EmbeddedSession(EmbeddedGrid grid, DataDirectory data)
    {
        this.grid = grid;
        this.data = data;
    }

    /// <inheritdoc/>
    public override string Place => data.Path;

    /// <inheritdoc/>
    public override bool IsCluster => false;

    /// <summary>Starts the grid.</summary>
    /// <param name="environment">Streams, variables and the clock.</param>
    /// <param name="given">The data directory as given, or null.</param>
    /// <param name="slots">How many batches are simulated at once; null lets the grid decide, 0 simulates nothing.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<EmbeddedSession> OpenAsync(CliEnvironment environment, string? given, int? slots, CancellationToken cancellation)
    {
        DataDirectory directory = DataDirectory.Resolve(given is null ? null : environment.FullPath(given), environment.Variable);
        var options = new EmbeddedGridOptions
        {
            DataDirectory = directory,
            Slots = slots,
            MemoryBudget = environment.MemoryBudget,
            TimeProvider = environment.Time,
        };
        return new EmbeddedSession(await EmbeddedGrid.StartAsync(options, cancellation), directory);
    }

    /// <inheritdoc/>
    public override Task<T> AskAsync<T>(Func<GridGrains, Task<T>> question, CancellationToken cancellation) => question(new GridGrains(grid.Grains));

    /// <inheritdoc/>
    public override IAsyncEnumerable<SweepProgress> WatchAsync(string id, TimeSpan interval, CancellationToken cancellation) =>
        new GridGrains(grid.Grains).Sweep(id).Watch(interval, cancellation);

    /// <inheritdoc/>
    public override Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation) =>
        SegmentReader.OpenAsync(grid.Catalogue, grid.Segments, id, plan, cancellation);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => grid.DisposeAsync();
}
