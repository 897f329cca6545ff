using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using S2Grid.Contracts;
using S2Grid.Experiments;

namespace S2Grid.Grains;

/// <inheritdoc cref="ISchedulerGrain"/>
/// <remarks>
/// Stays active: what it knows of active sweeps stands nowhere else. If it is lost with its silo, sweeps tell its successor within
/// seconds (<see cref="ISweepGrain.KeepRunning"/>).
/// </remarks>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class SchedulerGrain(GridSettings settings, ILogger<SchedulerGrain> logger) : Grain, ISchedulerGrain
{
    private readonly FairShare shares = new();
    private readonly SiloRoll silos = new(settings.Clock);
    private TaskCompletionSource workArrived = NewSignal();

    /// <inheritdoc/>
    public async Task<BatchLease?> Lease(SlotOffer offer, TimeSpan patience, CancellationToken cancellationToken)
    {
        silos.Note(offer);
        while (true)
        {
            // Taken before asking, so that work which arrives meanwhile is not missed.
            Task arrival = workArrived.Task;
            foreach (string sweepId in shares.Order())
            {
                if (await TryLease(sweepId, offer) is not { } lease)
                    continue;
                shares.Served(sweepId);
                return lease;
            }

            try
            {
                await arrival.WaitAsync(patience, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public Task Activate(string sweepId, SweepPolicy policy)
    {
        shares.Join(sweepId, policy);
        TaskCompletionSource arrived = workArrived;
        workArrived = NewSignal();
        arrived.SetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Retire(string sweepId)
    {
        shares.Leave(sweepId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Charge(string sweepId, double seconds)
    {
        shares.Charge(sweepId, seconds);
        return Task.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A sweep that cannot be asked now, because its silo has died or its storage is gone, does not keep others from being served.</summary>
    private async Task<BatchLease?> TryLease(string sweepId, SlotOffer offer)
    {
        try
        {
            return await GrainFactory.GetGrain<ISweepGrain>(sweepId).Lease(offer, silos.Census());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogSweepFault(sweepId, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep {SweepId} cannot be asked for work now: {Reason}")]
    private partial void LogSweepFault(string sweepId, string reason);
}
