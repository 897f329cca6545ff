using Orleans.Runtime.Messaging;
using S2Grid.Common;

namespace S2Grid.Cli.Clusters;

/// <summary>
/// Asks a cluster, and where it does not answer, asks again for a while: silos that die, restart or hang are awaited. After a call that
/// was not answered in time the connection is made anew, because a gateway that hangs keeps its connections open. A silo that is
/// about to stop turns calls away; others take them within moments, and nobody is told.
/// </summary>
/// <param name="environment">Where to say that the cluster is lost, and the clock.</param>
/// <param name="context">The cluster.</param>
internal sealed class ReconnectingClient(CliEnvironment environment, ClusterContext context) : IAsyncDisposable
{
    /// <summary>How long a lost cluster is awaited.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);

    private ClusterConnection? connection;
    private long lostAt;
    private bool isLossTold;

    /// <summary>Connects now instead of with the first question.</summary>
    /// <exception cref="ClusterLostException">Nobody answers, or the cluster refuses this client.</exception>
    public Task ConnectAsync(CancellationToken cancellation) => AskAsync(_ => Task.FromResult(true), cancellation);

    /// <summary>Asks until there is an answer, or the cluster has been lost for <see cref="Patience"/>.</summary>
    /// <exception cref="ClusterLostException">It has been, or it refuses this client.</exception>
    public async Task<T> AskAsync<T>(Func<IGrainFactory, Task<T>> question, CancellationToken cancellation)
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>Whether a connection that fails like this may come back by itself.</summary>
    private static bool IsLoss(Exception e) => e switch
    {
        ClusterLostException lost => !lost.IsRefusal,
        RefusedException or UnauthorizedAccessException => false,

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

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim().TrimEnd('.');

    private async Task LostAsync(Exception reason)
    {
        if (lostAt == 0)
        {
            lostAt = environment.Time.GetTimestamp();
        }

        TimeSpan lost = environment.Time.GetElapsedTime(lostAt);
        if (!isLossTold && (!IsTurnedAway(reason) || lost > QuietTime))
        {
            isLossTold = true;
            environment.WriteWarning($"lost the cluster ({FirstLine(reason)}); trying again for {Patience.TotalSeconds:0} s ...");
        }
        else if (lost > Patience)
        {
            throw new ClusterLostException($"the cluster has not answered for {Patience.TotalSeconds:0} s: {FirstLine(reason)}", reason);
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
        {
            environment.Error.WriteLine("Connected again.");
        }

        (lostAt, isLossTold) = (0, false);
    }
}
