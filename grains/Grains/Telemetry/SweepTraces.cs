using System.Text;

namespace S2Grid.Grains.Telemetry;

/// <summary>
/// The spans of sweeps: one trace for each, whose id follows from the sweep's, so that silos agree on it without asking. Below a
/// sweep's span are those of its batches, and below these some of the runs. Nothing is made where nobody listens.
/// </summary>
public static class SweepTraces
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "S2Grid.Grains";

    /// <summary>Of the runs that a batch simulates the first has a span, and each that is so many after the last that had one.</summary>
    public const int RunsPerSpan = 500;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The trace of a sweep.</summary>
    public static ActivityTraceId TraceOf(string sweepId) =>
        ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes("s2grid sweep " + sweepId)).AsSpan(0, 16));

    /// <summary>Begins a sweep's span, from when a coordinator takes it up until it lets it go. It does not become the current
    /// one.</summary>
    internal static Activity? StartSweep(string sweepId, string name, long runs)
    {
        Activity? current = Activity.Current;
        Activity? span = Source.StartActivity("sweep", ActivityKind.Internal, RootOf(sweepId));
        Activity.Current = current;
        return span?.SetTag("s2grid.sweep", sweepId).SetTag("s2grid.sweep.name", name).SetTag("s2grid.sweep.runs", runs);
    }

    /// <summary>Begins a batch's span, below that of its sweep.</summary>
    internal static Activity? StartBatch(BatchLease lease) =>
        Source.StartActivity("batch", ActivityKind.Internal, SweepOf(lease.SweepId, lease.Trace))
            ?.SetTag("s2grid.sweep", lease.SweepId).SetTag("s2grid.batch.first", lease.First).SetTag("s2grid.batch.attempt", lease.Attempt);

    /// <summary>Begins a run's span, below that of its batch.</summary>
    /// <param name="batch">The batch's span; null if there is none.</param>
    /// <param name="before">How many runs the batch has simulated before.</param>
    /// <param name="run">The run.</param>
    internal static Activity? StartRun(Activity? batch, int before, PlannedRun run) => batch is null || before % RunsPerSpan != 0
        ? null
        : Describe(Source.StartActivity("run", ActivityKind.Internal, batch.Context), run);

    /// <summary>Adds the span of a run that an agent has reported, below that of its sweep.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="sweepSpan">The sweep's span; null where it is not known any more.</param>
    /// <param name="result">What came of the run.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="start">When it was given the run.</param>
    /// <param name="end">When it has reported.</param>
    internal static void AddMeasured(string sweepId, string? sweepSpan, RunResult result, string agent, DateTimeOffset start,
        DateTimeOffset end)
    {
        Activity? span =
            Describe(Source.StartActivity("measured run", ActivityKind.Internal, SweepOf(sweepId, sweepSpan), startTime: start), result.Run)
            ?.SetTag("s2grid.agent", agent).SetTag("s2grid.provenance", result.Provenance.Word())
            .SetStatus(result.State == RunState.Succeeded ? ActivityStatusCode.Unset : ActivityStatusCode.Error, result.Error)
            .SetEndTime(end.UtcDateTime);
        span?.Dispose();
    }

    private static ActivityContext SweepOf(string sweepId, string? span) =>
        ActivityContext.TryParse(span, null, isRemote: true, out ActivityContext known) ? known : RootOf(sweepId);

    private static ActivityContext RootOf(string sweepId) => new(TraceOf(sweepId), default, ActivityTraceFlags.Recorded);

    private static Activity? Describe(Activity? span, PlannedRun run)
    {
        RunConfiguration configuration = run.Configuration;
        return span?.SetTag("s2grid.run", run.Index)
            .SetTag("s2grid.scenario", configuration.Scenario.Word())
            .SetTag("s2grid.strategy", configuration.Strategy)
            .SetTag("s2grid.backing", configuration.BackingName)
            .SetTag("s2grid.memory", ByteSize.Format(configuration.Memory))
            .SetTag("s2grid.chunk", configuration.Chunk.ToString());
    }
}
