using Orleans.Concurrency;
using S2Grid.Contracts;

namespace S2Grid.Grains;

/// <inheritdoc cref="ISchedulerGrain"/>
/// <remarks>Stays active: what it knows of active sweeps stands nowhere else.</remarks>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class SchedulerGrain : Grain, ISchedulerGrain
{
    private readonly FairShare shares = new();
    private TaskCompletionSource workArrived = NewSignal();

    /// <inheritdoc/>
    public async Task<BatchLease?> Lease(string slot, TimeSpan patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before asking, so that work which arrives meanwhile is not missed.
            Task arrival = workArrived.Task;
            foreach (string sweepId in shares.Order())
            {
                if (await GrainFactory.GetGrain<ISweepGrain>(sweepId).Lease(slot) is not { } lease)
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
    public Task Activate(string sweepId)
    {
        shares.Join(sweepId);
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
}
