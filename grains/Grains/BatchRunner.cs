using S2Grid.Experiments;
using S2Grid.Mmu;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <summary>Does the runs of a batch, one after the other. A run with the identity of one that succeeded before shares its counters.</summary>
internal sealed class BatchRunner(SweepPlan plan, SegmentBuffer buffer, TimeProvider clock)
{
    /// <summary>A batch that has taken this long, in seconds, ends early.</summary>
    private const double MaxSeconds = 2 * BatchSizer.TargetSeconds;

    private readonly Dictionary<string, int> simulated = new(StringComparer.Ordinal);
    private RunConfiguration? lastConfiguration;
    private string lastIdentity = "";

    /// <summary>Does runs until all are done, it is told to stop, or the batch has taken too long.</summary>
    /// <param name="vm">The VM to do them on.</param>
    /// <param name="runs">Their numbers.</param>
    /// <param name="stop">Ends the batch with the runs that are done.</param>
    /// <returns>How long it took on the host, in seconds.</returns>
    public double Run(SimulatedVm vm, IEnumerable<long> runs, CancellationToken stop)
    {
        long start = clock.GetTimestamp();
        foreach (long index in runs)
        {
            PlannedRun run = plan[index];
            string identity = Identity(run.Configuration);
            if (simulated.TryGetValue(identity, out int row))
                buffer.AddReused(run, row);
            else if (IsOver(start, stop) || !TrySimulate(vm, run, identity, stop))
                break;
        }

        return clock.GetElapsedTime(start).TotalSeconds;
    }

    private bool IsOver(long start, CancellationToken stop) =>
        stop.IsCancellationRequested || (buffer.Count > 0 && clock.GetElapsedTime(start).TotalSeconds > MaxSeconds);

    private bool TrySimulate(SimulatedVm vm, PlannedRun run, string identity, CancellationToken stop)
    {
        long start = clock.GetTimestamp();
        try
        {
            RunResult result = SimulatedRun.Execute(vm, run, stop);
            int row = buffer.Add(result, identity, clock.GetElapsedTime(start).TotalSeconds);
            if (result.State == RunState.Succeeded)
                simulated.Add(identity, row);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private string Identity(RunConfiguration configuration)
    {
        if (!configuration.Equals(lastConfiguration))
        {
            lastConfiguration = configuration;
            lastIdentity = configuration.Identity.ToString();
        }

        return lastIdentity;
    }
}
