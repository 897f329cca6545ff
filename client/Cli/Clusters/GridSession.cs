using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Clusters;

/// <summary>The grid that a command uses, for as long as it needs one: inside this process, or a cluster.</summary>
internal abstract class GridSession : IAsyncDisposable
{
    /// <summary>Where the grid keeps its sweeps, for people.</summary>
    public abstract string Place { get; }

    /// <summary>Whether sweeps go on when this process ends.</summary>
    public abstract bool IsCluster { get; }

    /// <summary>Opens a grid that can run sweeps.</summary>
    public static Task<GridSession> ToRunAsync(CliEnvironment environment, GridTarget place, CancellationToken cancellation) =>
        OpenAsync(environment, place, slots: null, cancellation);

    /// <summary>Opens a grid that only answers questions.</summary>
    public static Task<GridSession> ToAskAsync(CliEnvironment environment, GridTarget place, CancellationToken cancellation) =>
        OpenAsync(environment, place, slots: 0, cancellation);

    /// <summary>
    /// Asks the grid for something. A cluster that cannot answer now is asked again for a while, so a question may be asked more than
    /// once: what it starts or changes must be the same then.
    /// </summary>
    public abstract Task<T> AskAsync<T>(Func<GridGrains, Task<T>> question, CancellationToken cancellation);

    /// <summary>Tells the grid to do something; like <see cref="AskAsync{T}"/>.</summary>
    public Task TellAsync(Func<GridGrains, Task> order, CancellationToken cancellation) => AskAsync(
        async grains =>
        {
            await order(grains);
            return true;
        },
        cancellation);

    /// <summary>The sweep with this name, or with this id or a beginning of it.</summary>
    public Task<SweepStatus> FindAsync(string nameOrId, CancellationToken cancellation) =>
        AskAsync(grains => grains.Directory.Find(nameOrId), cancellation);

    /// <summary>Progress at once, then every <paramref name="interval"/> or less often, until the sweep comes to rest.</summary>
    public abstract IAsyncEnumerable<SweepProgress> WatchAsync(string id, TimeSpan interval, CancellationToken cancellation);

    /// <summary>Opens the results of a sweep that are stored now.</summary>
    /// <param name="id">The sweep's id.</param>
    /// <param name="plan">What its specification plans.</param>
    /// <param name="cancellation">Ends the work.</param>
    public abstract Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    private static async Task<GridSession> OpenAsync(CliEnvironment environment, GridTarget place, int? slots, CancellationToken cancellation) =>
        ClusterChoice.Of(environment, place) is { } context
            ? await ClusterSession.OpenAsync(environment, context, cancellation)
            : await EmbeddedSession.OpenAsync(environment, place.Data, slots, cancellation);
}
