using System.Runtime.CompilerServices;
using Orleans.Runtime.Messaging;
using S2Grid.Views.Grids;

namespace S2Grid.Cli.Clusters;

/// <summary>
/// A cluster of silos. Where it does not answer, it is asked again for a while: silos that die, restart or hang are awaited. After a call
/// that was not answered in time the connection is made anew, because a gateway that hangs keeps its connections open. A silo that is
/// about to stop turns calls away; others take them within moments, and nobody is told.
/// </summary>
/// <param name="environment">Where to say that the cluster is lost, and the clock.</param>
/// <param name="context">The cluster.</param>
internal sealed class ClusterSession(CliEnvironment environment, ClusterContext context) : GridSession
{
    /// <summary>How long a lost cluster is awaited.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(0.5);

    private ClusterConnection? connection;
    private long lostAt;
    private bool isLossTold;

    public override string Place => $"the cluster {context.ClusterId} at {string.Join(", ", context.Gateways)}";

    public override bool IsCluster => true;

    /// <summary>Connects now instead of with the first question.</summary>
    /// <exception cref="ClusterLostException">Nobody answers, or the cluster refuses this client.</exception>
    public static async Task<ClusterSession> OpenAsync(CliEnvironment environment, ClusterContext context, CancellationToken cancellation)
    {
        var session = new ClusterSession(environment, context);
        try
        {
            return await session.AskAsync(_ => Task.FromResult(session), cancellation);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="ClusterLostException">The cluster has been lost for <see cref="Patience"/>, or refuses this client.</exception>
    public override async Task<T> AskAsync<T>(Func<GridGrains, Task<T>> question, CancellationToken cancellation)
    {
        var backOff = new BackOff(FirstDelay, MaxDelay, Random.Shared);
        while (true)
        {
            try
            {
                connection ??= await ClusterConnection.OpenAsync(environment, context, cancellation);
                T answer = await question(connection.Grains).WaitAsync(cancellation);
                Found();
                return answer;
            }
            catch (Exception e) when (IsLoss(e) && !(e is OperationCanceledException && cancellation.IsCancellationRequested))
            {
                await LostAsync(e);
            }

            await Task.Delay(backOff.Next(), environment.Time, cancellation);
        }
    }

    /// <remarks>Asks again and again: a stream would hang when its silo dies.</remarks>
    public override async IAsyncEnumerable<SweepProgress> WatchAsync(
        string id, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            SweepProgress progress = (await AskAsync(grains => grains.Sweep(id).GetStatus(), cancellation)).Progress;
            yield return progress;
            if (progress.State.IsAtRest())
                yield break;

            await Task.Delay(interval > MinInterval ? interval : MinInterval, environment.Time, cancellation);
        }
    }

    /// <remarks>From copies in $XDG_CACHE_HOME/s2grid/CLUSTER, else below ~/.cache.</remarks>
    public override async Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation)
    {
        string folder = Path.Combine(
            UserPaths.Get(environment.Variable, "XDG_CACHE_HOME", ".cache", "HOME"), "s2grid", context.ClusterId);
        var mirror = new SegmentMirror(this, folder, environment.Time);
        (IReadOnlyList<BatchRecord> batches, LocalSegments segments) = await mirror.FetchAsync(id, cancellation);
        return SegmentReader.Open(batches, segments, plan);
    }

    public override async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
    }

    /// <summary>Whether a connection that fails like this may come back by itself.</summary>
    private static bool IsLoss(Exception e) => e switch
    {
        ClusterLostException lost => !lost.IsRefusal,
        RefusedException or UnauthorizedAccessException => false,

        // What the cluster keeps its sweeps in is away for a while.
        StorageException storage => storage.IsTransient,

        // Orleans says so of a message that has found no silo in time.
        OperationCanceledException => true,
        TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException => true,
        ClientNotAvailableException or EndOfStreamException => true,

        // The last silo of a cluster that stops knows of no grains any more.
        ArgumentException => HasNoGrains(e),
        OrleansException => e.Message.Contains("gateway", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool HasNoGrains(Exception e) =>
        e is ArgumentException && e.Message.StartsWith("Could not find an implementation for interface", StringComparison.Ordinal);

    /// <summary>Whether a silo that stops, or one that knows of its end, has refused the call.</summary>
    private static bool IsTurnedAway(Exception e) => e is OrleansMessageRejectionException or SiloUnavailableException;

    private async Task LostAsync(Exception reason)
    {
        if (lostAt == 0)
            lostAt = environment.Time.GetTimestamp();

        TimeSpan lost = environment.Time.GetElapsedTime(lostAt);
        string why = reason.Message.Split('\n')[0].Trim().TrimEnd('.');
        if (!isLossTold && (!IsTurnedAway(reason) || lost > QuietTime))
        {
            isLossTold = true;
            string what = reason is StorageException ? "the cluster cannot answer" : "lost the cluster";
            environment.WriteWarning($"{what} ({why}); trying again for {Patience.TotalSeconds:0} s ...");
        }
        else if (lost > Patience)
        {
            throw new ClusterLostException($"the cluster has not answered for {Patience.TotalSeconds:0} s: {why}", reason);
        }

        if ((reason is TimeoutException || HasNoGrains(reason)) && connection is { } hung)
        {
            connection = null;
            await hung.DisposeAsync();
        }
    }

    private void Found()
    {
        if (isLossTold)
            environment.Error.WriteLine("Connected again.");

        (lostAt, isLossTold) = (0, false);
    }
}
