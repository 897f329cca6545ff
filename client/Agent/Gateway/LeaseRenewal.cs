using static System.FormattableString;

namespace S2Grid.Agent.Gateway;

/// <summary>Keeps a lease while its run goes on, and breaks the run off if nobody wants it any more.</summary>
internal sealed class LeaseRenewal : IDisposable
{
    private const int MinSeconds = 1;

    private readonly GridLink link;
    private readonly Experiment experiment;
    private readonly CancellationTokenSource stop;
    private readonly AgentLog log;
    private readonly CancellationTokenSource end = new();
    private readonly Task renewing;
    private readonly TaskCompletionSource told = new();
    private string progress = "starting";

    /// <summary>Begins to renew.</summary>
    /// <param name="link">The session.</param>
    /// <param name="experiment">What was leased.</param>
    /// <param name="stop">Cancelled if the sweep has been.</param>
    /// <param name="log">Told about it.</param>
    /// <param name="clock">Time.</param>
    internal LeaseRenewal(GridLink link, Experiment experiment, CancellationTokenSource stop, AgentLog log, TimeProvider clock)
    {
        (this.link, this.experiment, this.stop, this.log) = (link, experiment, stop, log);
        renewing = RenewAsync(clock);
    }

    /// <summary>Ends once the grid knows that the lease is here, or cannot be told: what ends this process from then on is laid to the
    /// run.</summary>
    internal Task Told => told.Task;

    /// <summary>Notes how far the run has come.</summary>
    internal void Progress(string what) => progress = what;

    /// <summary>Renews no more.</summary>
    internal async Task EndAsync()
    {
        await end.CancelAsync();
        await renewing;
    }

    /// <inheritdoc/>
    public void Dispose() => end.Dispose();

    private async Task RenewAsync(TimeProvider clock)
    {
        var interval = TimeSpan.FromSeconds(Math.Max(MinSeconds, link.Settings.RenewSeconds));
        try
        {
            while (true)
            {
                var request = new RenewRequest { SweepId = experiment.SweepId, Lease = experiment.Lease, Progress = progress };
                RenewReply reply = await link.CallAsync(
                    (gateway, options) => gateway.RenewAsync(request, options), TimeSpan.Zero, end.Token);
                told.TrySetResult();
                if (reply.Fate == LeaseFate.Stop)
                {
                    log.Say(Invariant($"Run {experiment.Run} of sweep {experiment.SweepName} is not wanted any more."));
                    await stop.CancelAsync();
                    return;
                }

                if (reply.Fate == LeaseFate.Lost)
                {
                    log.Say(Invariant(
                        $"The lease of run {experiment.Run} of sweep {experiment.SweepName} has ended; its result is reported late."));
                    return;
                }

                await Task.Delay(interval, clock, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (RpcException exception)
        {
            log.Say(Invariant(
                $"The lease of run {experiment.Run} of sweep {experiment.SweepName} cannot be renewed: {exception.Status.Detail}"));
        }
        finally
        {
            told.TrySetResult();
        }
    }
}
