using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments;
using S2Grid.Silo;
using S2Grid.Storage;

namespace S2Grid.Cli.Sweeps;

/// <summary>A grid inside this process, for as long as a command needs one.</summary>
public sealed class GridSession : IAsyncDisposable
{
    private readonly EmbeddedGrid grid;

    private GridSession(EmbeddedGrid grid, DataDirectory data)
    {
        this.grid = grid;
        Data = data;
    }

    /// <summary>Where the grid keeps its sweeps.</summary>
    public DataDirectory Data { get; }

    /// <summary>The way to sweeps by name.</summary>
    public ISweepDirectoryGrain Directory => grid.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);

    /// <summary>The <c>--data</c> option.</summary>
    public static ValueOption DataOption() =>
        new("--data", "DIR", "Where sweeps are kept", fallbackNote: "$S2GRID_DATA, else s2grid in $XDG_DATA_HOME or ~/.local/share");

    /// <summary>The directory that <c>--data</c> or the environment names.</summary>
    public static DataDirectory DataOf(CliEnvironment environment, string? given) =>
        DataDirectory.Resolve(given is null ? null : environment.FullPath(given), environment.Variable);

    /// <summary>Starts a grid that can run sweeps.</summary>
    public static Task<GridSession> ToRunAsync(CliEnvironment environment, string? data, CancellationToken cancellation) =>
        StartAsync(environment, data, slots: null, cancellation);

    /// <summary>Starts a grid that only answers questions.</summary>
    public static Task<GridSession> ToAskAsync(CliEnvironment environment, string? data, CancellationToken cancellation) =>
        StartAsync(environment, data, slots: 0, cancellation);

    /// <summary>The sweep with this id.</summary>
    public ISweepGrain Sweep(string id) => grid.Grains.GetGrain<ISweepGrain>(id);

    /// <summary>Opens the results of a sweep that are stored now.</summary>
    /// <param name="id">The sweep's id.</param>
    /// <param name="plan">What its specification plans.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation) =>
        SegmentReader.OpenAsync(grid.Catalogue, grid.Segments, id, plan, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => grid.DisposeAsync();

    private static async Task<GridSession> StartAsync(CliEnvironment environment, string? data, int? slots, CancellationToken cancellation)
    {
        DataDirectory directory = DataOf(environment, data);
        var options = new EmbeddedGridOptions
        {
            DataDirectory = directory,
            Slots = slots,
            MemoryBudget = environment.MemoryBudget,
            TimeProvider = environment.Time,
        };
        return new GridSession(await EmbeddedGrid.StartAsync(options, cancellation), directory);
    }
}
