using System.Runtime.InteropServices;
using S2Grid.Grains.Leases;
using S2Grid.Grains.Telemetry;
using static System.FormattableString;

namespace S2Grid.Grains.Vms;

/// <summary>
/// Does the runs of a batch, one VM after the other: the runs that begin from the same populated VM come in a row. Results are stored in
/// the plan's order. A run with the identity of one that succeeded before shares its counters.
/// </summary>
/// <remarks>
/// A batch is reported as a range from its first run on, so a result that comes after a missing one is lost when the batch ends early.
/// It is therefore done in slices of the plan, each ordered by VM and stored before the next one begins.
/// </remarks>
/// <param name="lease">The batch.</param>
/// <param name="specification">What its sweep plans.</param>
/// <param name="buffer">Takes the results.</param>
/// <param name="context">What the process' VMs work with.</param>
/// <param name="span">The batch's span, or null.</param>
internal sealed class BatchRunner(
    BatchLease lease, SweepSpecification specification, SegmentBuffer buffer, VmContext context, Activity? span)
{
    /// <summary>A batch that has taken this long, in seconds of a processor, ends early.</summary>
    private const double MaxSeconds = 2 * BatchSizer.TargetSeconds;

    /// <summary>What a slice is meant to take, in seconds of a processor: the most that a batch that ends early loses.</summary>
    private const double SliceSeconds = BatchSizer.TargetSeconds / 5;

    /// <summary>How many times as many runs as the last one a slice has at most.</summary>
    private const int MaxSliceGrowth = 8;

    private readonly TableMemoryBudget budget = context.Memory;
    private readonly TimeProvider clock = context.Settings.Clock;
    private readonly TimeProvider processor = context.Settings.Processor;
    private readonly SweepPlan plan = specification.Plan;
    private readonly RunAggregator? tally = context.Instruments.IsRead ? new RunAggregator(specification) : null;
    private readonly Dictionary<RunConfiguration, int>? ofGuests = context.Guests.AreAskedForBy(specification) ? [] : null;
    private readonly Dictionary<string, int> simulated = new(StringComparer.Ordinal);
    private RunConfiguration? lastConfiguration;
    private string lastIdentity = "";
    private long snapshotBytes;
    private long start;
    private int begun;

    /// <summary>The table memory that the run after the last one done needs, in bytes, where a larger silo has it and this one has not;
    /// else 0.</summary>
    public long DemandedBytes { get; private set; }

    /// <summary>Does runs until all are done, it is told to stop, or the batch has taken too long.</summary>
    /// <param name="vm">The VM to do them on.</param>
    /// <param name="runs">Their numbers, ascending, each with the error that it ended with before, or null.</param>
    /// <param name="stop">Ends the batch with the runs that are done.</param>
    /// <returns>How long it took, in seconds of a processor.</returns>
    public double Run(SimulatedVm vm, IReadOnlyList<(long Run, string? Error)> runs, CancellationToken stop)
    {
        start = processor.GetTimestamp();
        var simulator = new RunSimulator(vm, context.Counts);
        int size = 1;
        for (int done = 0; done < runs.Count;)
        {
            long sliceStart = processor.GetTimestamp();
            List<PendingRun> slice = Take(runs.Skip(done).Take(size));
            Simulate(simulator, slice, stop);
            if (slice.Count == 0 || !TryStore(slice))
                break;

            done += slice.Count;
            double seconds = processor.GetElapsedTime(sliceStart).TotalSeconds;
            size = (int)Math.Clamp(slice.Count * SliceSeconds / seconds, 1, slice.Count * MaxSliceGrowth);
        }

        if (tally is not null)
            context.Instruments.Count(tally);
        if (ofGuests is not null)
            context.Guests.Study(specification, ofGuests);

        return processor.GetElapsedTime(start).TotalSeconds;
    }

    private static RunResult Failure(PlannedRun run, string reason) => new(run, RunState.Failed, reason, [], Provenance.Simulated);

    /// <summary>The next slice: up to a run that another silo is to do, which then is the first that is left.</summary>
    private List<PendingRun> Take(IEnumerable<(long Run, string? Error)> runs)
    {
        List<PendingRun> slice = [];
        foreach ((long index, string? before) in runs)
        {
            PlannedRun run = plan[index];
            var pending = new PendingRun(run, Identity(run.Configuration), before, TableEstimate.Bytes(run.Configuration));
            bool isTooLarge = pending.TableBytes > budget.Bytes;
            if (lease.Quarantine is { } reason)
            {
                pending.Result = Failure(run, reason);
            }
            else if (isTooLarge && pending.TableBytes <= lease.LargestBudget)
            {
                DemandedBytes = slice.Count == 0 ? pending.TableBytes : 0;
                return slice;
            }
            else if (isTooLarge)
            {
                pending.Result = Failure(run, TooLarge(pending.TableBytes));
            }

            slice.Add(pending);
        }

        return slice;
    }

    /// <summary>Simulates what has no result and shares none, VM by VM. When the batch is over, the rest is left without a
    /// result.</summary>
    private void Simulate(RunSimulator vm, List<PendingRun> slice, CancellationToken stop)
    {
        HashSet<string> succeeded = new(StringComparer.Ordinal);
        foreach (IGrouping<VmConfiguration, PendingRun> runs in slice.Where(IsToBeDone)
            .GroupBy(run => SimulatedRun.VmOf(run.Run.Configuration)))
        {
            // States that runs begin from are kept as long as the batch lasts, those of earlier VMs, too.
            long tableBytes = runs.Max(run => run.TableBytes);
            snapshotBytes = Math.Max(snapshotBytes, RunSimulator.MaxSnapshotBytes(tableBytes));
            long bytes = Math.Min(tableBytes + snapshotBytes, budget.Bytes);
            if (IsOver(stop) || !TryTakeMemory(bytes, stop))
                return;

            try
            {
                foreach (PendingRun run in runs.Where(run => !succeeded.Contains(run.Identity)))
                {
                    if (IsOver(stop) || !TrySimulate(vm, run, stop))
                        return;

                    if (run.Result!.State == RunState.Succeeded)
                        succeeded.Add(run.Identity);
                }
            }
            finally
            {
                budget.Release(bytes);
            }
        }
    }

    private bool IsToBeDone(PendingRun run) => run.Result is null && !simulated.ContainsKey(run.Identity);

    private bool IsOver(CancellationToken stop) =>
        stop.IsCancellationRequested
        || (begun > 0 && lease.RetryFile is null && processor.GetElapsedTime(start).TotalSeconds > MaxSeconds);

    private bool TryTakeMemory(long bytes, CancellationToken stop)
    {
        try
        {
            budget.Reserve(bytes, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool TrySimulate(RunSimulator vm, PendingRun pending, CancellationToken stop)
    {
        PlannedRun run = pending.Run;
        try
        {
            // While it is the current one, the exemplar of the run's duration names the trace, too.
            using Activity? own = SweepTraces.StartRun(span, begun++, run);
            long began = clock.GetTimestamp();
            RunResult result = vm.Execute(run, stop);
            pending.Seconds = clock.GetElapsedTime(began).TotalSeconds;
            pending.Result = Explain(result, pending.ErrorBefore);
            context.Instruments.RanFor(pending.Seconds, run, lease.SweepId);
            own?.SetStatus(result.State == RunState.Succeeded ? ActivityStatusCode.Unset : ActivityStatusCode.Error, result.Error);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Stores a slice up to the first run that was not done.</summary>
    /// <returns>Whether that is all of it.</returns>
    private bool TryStore(List<PendingRun> slice)
    {
        foreach (PendingRun pending in slice)
        {
            if (pending.Result is { } result)
            {
                tally?.Count(result);
                int row = buffer.Add(result, pending.Identity, pending.Seconds);
                if (result.State == RunState.Succeeded)
                {
                    simulated.Add(pending.Identity, row);
                    CountForGuests(pending.Run);
                }
            }
            else if (simulated.TryGetValue(pending.Identity, out int row))
            {
                tally?.CountReused(pending.Run.Configuration);
                CountForGuests(pending.Run);
                buffer.AddReused(pending.Run, row);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private void CountForGuests(PlannedRun run)
    {
        if (ofGuests is not null)
            CollectionsMarshal.GetValueRefOrAddDefault(ofGuests, run.Configuration, out _)++;
    }

    private string TooLarge(long bytes)
    {
        string needed = ByteSize.Format((ulong)bytes);
        string had = ByteSize.Format((ulong)Math.Max(budget.Bytes, lease.LargestBudget));
        return $"The run may need {needed} of table memory, and the largest silo has {had}; give a silo more, or make the VM smaller.";
    }

    /// <summary>Says of a run that failed again how often it was tried, and what it ended with before if that was something else.</summary>
    private RunResult Explain(RunResult result, string? before)
    {
        if (result.State == RunState.Succeeded || lease.Attempt == 1 || before is null)
            return result;

        string first = before.StartsWith(result.Error!, StringComparison.Ordinal) ? "" : $"; before that: {before}";
        return result with { Error = Invariant($"{result.Error} (tried {lease.Attempt} times{first})") };
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

    /// <summary>A run of the slice at hand.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Identity">Its identity.</param>
    /// <param name="ErrorBefore">What it ended with when it was tried before, or null.</param>
    /// <param name="TableBytes">The table memory that it may need.</param>
    private sealed record PendingRun(PlannedRun Run, string Identity, string? ErrorBefore, long TableBytes)
    {
        /// <summary>What came of it; null until it is done, and where it shares the counters of another.</summary>
        public RunResult? Result { get; set; }

        /// <summary>How long it took on the host.</summary>
        public double Seconds { get; set; }
    }
}
