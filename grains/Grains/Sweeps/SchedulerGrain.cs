using Microsoft.Extensions.Logging;
using S2Grid.Grains.Leases;

namespace S2Grid.Grains.Sweeps;

/// <inheritdoc cref="ISchedulerGrain"/>
/// <remarks>
/// Stays active: what it knows of active sweeps stands nowhere else. If it is lost with its silo, sweeps tell its successor within
/// seconds (<see cref="ISweepGrain.EnsureRunning"/>).
/// </remarks>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class SchedulerGrain(GridSettings settings, ILogger<SchedulerGrain> logger) : Grain, ISchedulerGrain
{
    private readonly FairShare shares = new();
    private readonly LivenessTracker<WorkRequest> silos = new(settings.Clock);
    private readonly LivenessTracker<AgentWorkRequest> agents = new(settings.Clock);
    private TaskCompletionSource workArrived = NewSignal();

    public Task<BatchLease?> Lease(WorkRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        silos.Note(request.Silo, request);
        return Choose(sweep => sweep.Lease(request, Capacity()), patience, cancellation);
    }

    public Task<RunLease?> LeaseRun(AgentWorkRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        agents.Note(request.AgentId, request);
        return Choose(sweep => sweep.LeaseRun(request, agents.Present()), patience, cancellation);
    }

    public Task Note(AgentWorkRequest request)
    {
        agents.Note(request.AgentId, request);
        return Task.CompletedTask;
    }

    public Task Forget(string agentId)
    {
        agents.Forget(agentId);
        return Task.CompletedTask;
    }

    public Task Activate(string sweepId, SweepPolicy policy)
    {
        shares.Join(sweepId, policy);
        TaskCompletionSource arrived = workArrived;
        workArrived = NewSignal();
        arrived.SetResult();
        return Task.CompletedTask;
    }

    public Task Retire(string sweepId)
    {
        shares.Leave(sweepId);
        return Task.CompletedTask;
    }

    public Task Charge(string sweepId, double seconds)
    {
        shares.Charge(sweepId, seconds);
        return Task.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterCapacity Capacity()
    {
        IReadOnlyList<WorkRequest> present = silos.Present();
        return new ClusterCapacity(present.Count, present.Max(silo => silo.MemoryBudget));
    }

    private async Task<T?> Choose<T>(Func<ISweepGrain, Task<T?>> ask, TimeSpan patience, CancellationToken cancellation)
        where T : class
    {
        long start = settings.Clock.GetTimestamp();
        while (true)
        {
            // Taken before asking, so that work which arrives meanwhile is not missed.
            Task arrival = workArrived.Task;
            foreach (string sweepId in shares.Order())
            {
                if (await TryAsk(sweepId, ask) is not { } lease)
                    continue;
                shares.Served(sweepId);
                return lease;
            }

            try
            {
                TimeSpan left = patience - settings.Clock.GetElapsedTime(start);
                await arrival.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    /// <summary>A sweep that cannot be asked now, because its silo has died or its storage is gone, does not keep others from being
    /// served.</summary>
    private async Task<T?> TryAsk<T>(string sweepId, Func<ISweepGrain, Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask(GrainFactory.GetGrain<ISweepGrain>(sweepId));
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
