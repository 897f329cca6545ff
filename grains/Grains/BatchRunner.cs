using System.Diagnostics;
using System.Globalization;
using S2Grid.Contracts;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Telemetry;
using S2Grid.Mmu;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <summary>Does the runs of a batch, one after the other. A run with the identity of one that succeeded before shares its counters.</summary>
/// <param name="lease">The batch.</param>
/// <param name="specification">What its sweep plans.</param>
/// <param name="buffer">Takes the results.</param>
/// <param name="gate">Says when a run's table memory is to be had.</param>
/// <param name="instruments">Told what the runs come to.</param>
/// <param name="span">The batch's span, or null.</param>
/// <param name="clock">Tells how long runs take.</param>
internal sealed class BatchRunner(
    BatchLease lease,
    SweepSpecification specification,
    SegmentBuffer buffer,
    MemoryGate gate,
    GridInstruments instruments,
    Activity? span,
    TimeProvider clock)
{
    /// <summary>A batch that has taken this long, in seconds, ends early.</summary>
    private const double MaxSeconds = 2 * BatchSizer.TargetSeconds;

    private readonly SweepPlan plan = specification.Plan;
    private readonly BatchTally? tally = instruments.IsRead ? new BatchTally(specification) : null;
    private readonly Dictionary<string, int> simulated = new(StringComparer.Ordinal);
    private RunConfiguration? lastConfiguration;
    private string lastIdentity = "";
    private int begun;

    /// <summary>The table memory that the run after the last one done needs, in bytes, where a larger silo has it and this one has not; else 0.</summary>
    public long DemandedBytes { get; private set; }

    /// <summary>Does runs until all are done, it is told to stop, or the batch has taken too long.</summary>
    /// <param name="vm">The VM to do them on.</param>
    /// <param name="runs">Their numbers, each with the error that it ended with before, or null.</param>
    /// <param name="stop">Ends the batch with the runs that are done.</param>
    /// <returns>How long it took on the host, in seconds.</returns>
    public double Run(SimulatedVm vm, IEnumerable<(long Run, string? Error)> runs, CancellationToken stop)
    {
        long start = clock.GetTimestamp();
        foreach ((long index, string? error) in runs)
        {
            PlannedRun run = plan[index];
            string identity = Identity(run.Configuration);
            if (lease.Quarantine is { } reason)
                Add(Failure(run, reason), identity, 0);
            else if (simulated.TryGetValue(identity, out int row))
                AddReused(run, row);
            else if (IsOver(start, stop) || !TrySimulate(vm, run, identity, error, stop))
                break;
        }

        if (tally is not null)
            instruments.Count(tally);
        return clock.GetElapsedTime(start).TotalSeconds;
    }

    private static RunResult Failure(PlannedRun run, string reason) => new(run, RunState.Failed, reason, [], Provenance.Simulated);

    private int Add(RunResult result, string identity, double seconds)
    {
        tally?.Count(result);
        return buffer.Add(result, identity, seconds);
    }

    private void AddReused(PlannedRun run, int row)
    {
        tally?.CountReused(run.Configuration);
        buffer.AddReused(run, row);
    }

    private bool IsOver(long start, CancellationToken stop) =>
        stop.IsCancellationRequested || (buffer.Count > 0 && lease.RetryFile is null && clock.GetElapsedTime(start).TotalSeconds > MaxSeconds);

    private bool TrySimulate(SimulatedVm vm, PlannedRun run, string identity, string? before, CancellationToken stop)
    {
        long bytes = TableEstimate.Bytes(run.Configuration);
        if (bytes > gate.Budget)
        {
            DemandedBytes = bytes <= lease.LargestBudget ? bytes : 0;
            if (DemandedBytes == 0)
                Add(Failure(run, TooLarge(bytes)), identity, 0);
            return DemandedBytes == 0;
        }

        try
        {
            gate.Take(bytes, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        try
        {
            // While it is the current one, the exemplar of the run's duration names the trace, too.
            using Activity? own = SweepTraces.StartRun(span, begun++, run);
            long start = clock.GetTimestamp();
            RunResult result = SimulatedRun.Execute(vm, run, stop);
            double seconds = clock.GetElapsedTime(start).TotalSeconds;
            int row = Add(Explain(result, before), identity, seconds);
            instruments.RanFor(seconds, run, lease.SweepId);
            own?.SetStatus(result.State == RunState.Succeeded ? ActivityStatusCode.Unset : ActivityStatusCode.Error, result.Error);
            if (result.State == RunState.Succeeded)
                simulated.Add(identity, row);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            gate.Give(bytes);
        }
    }

    private string TooLarge(long bytes)
    {
        string needed = ByteSize.Format((ulong)bytes);
        string had = ByteSize.Format((ulong)Math.Max(gate.Budget, lease.LargestBudget));
        return $"The run may need {needed} of table memory, and the largest silo has {had}; give a silo more, or make the VM smaller.";
    }

    /// <summary>Says of a run that failed again how often it was tried, and what it ended with before if that was something else.</summary>
    private RunResult Explain(RunResult result, string? before)
    {
        if (result.State == RunState.Succeeded || lease.Attempt == 1 || before is null)
            return result;
        string first = before.StartsWith(result.Error!, StringComparison.Ordinal) ? "" : $"; before that: {before}";
        return result with { Error = string.Create(CultureInfo.InvariantCulture, $"{result.Error} (tried {lease.Attempt} times{first})") };
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
