namespace S2Grid.Views.Grids;

/// <summary>The grid that a command uses, for as long as it needs one: inside this process, or a cluster.</summary>
public abstract class GridSession : IAsyncDisposable
{
    /// <summary>Where the grid keeps its sweeps, for people.</summary>
    public abstract string Place { get; }

    /// <summary>Whether sweeps go on when this process ends.</summary>
    public abstract bool IsCluster { get; }

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
    public abstract Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation);

    /// <summary>Lets go of the grid.</summary>
    public abstract ValueTask DisposeAsync();
}
