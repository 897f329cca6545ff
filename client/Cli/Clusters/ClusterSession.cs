using System.Runtime.CompilerServices;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;

namespace S2Grid.Cli.Clusters;

/// <summary>A cluster of silos.</summary>
internal sealed class ClusterSession : GridSession
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(0.5);

    private readonly CliEnvironment environment;
    private readonly ClusterContext context;
    private readonly ReconnectingClient client;

    private ClusterSession(CliEnvironment environment, ClusterContext context)
    {
        this.environment = environment;
        this.context = context;
        client = new ReconnectingClient(environment, context);
    }

    /// <inheritdoc/>
    public override string Place => $"the cluster {context.ClusterId} at {string.Join(", ", context.Gateways)}";

    /// <inheritdoc/>
    public override bool IsCluster => true;

    /// <summary>Connects to the cluster.</summary>
    public static async Task<ClusterSession> OpenAsync(CliEnvironment environment, ClusterContext context, CancellationToken cancellation)
    {
        var session = new ClusterSession(environment, context);
        try
        {
            await session.client.ConnectAsync(cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<T> AskAsync<T>(Func<GridGrains, Task<T>> question, CancellationToken cancellation) =>
        client.AskAsync(grains => question(new GridGrains(grains)), cancellation);

    /// <inheritdoc/>
    /// <remarks>Asks again and again: a stream would hang when its silo dies.</remarks>
    public override async IAsyncEnumerable<SweepProgress> WatchAsync(
        string id, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            SweepProgress progress = (await AskAsync(grains => grains.Sweep(id).GetStatus(), cancellation)).Progress;
            yield return progress;
            if (progress.State.IsAtRest())
            {
                yield break;
            }

            await Task.Delay(interval > MinInterval ? interval : MinInterval, environment.Time, cancellation);
        }
    }

    /// <inheritdoc/>
    public override async Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation)
    {
        var mirror = new SegmentMirror(this, CacheFolder(), environment.Time);
        (IReadOnlyList<BatchRecord> batches, LocalSegments segments) = await mirror.FetchAsync(id, cancellation);
        return SegmentReader.Open(batches, segments, plan);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => client.DisposeAsync();

    /// <summary>$XDG_CACHE_HOME/s2grid/CLUSTER, else below ~/.cache.</summary>
    private string CacheFolder()
    {
        string? shared = environment.Variable("XDG_CACHE_HOME");
        string home = environment.Variable("HOME") is { Length: > 0 } own ? own : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string folder = shared is { Length: > 0 } && Path.IsPathRooted(shared) ? shared : Path.Combine(home, ".cache");
        return Path.Combine(folder, "s2grid", context.ClusterId);
    }
}
