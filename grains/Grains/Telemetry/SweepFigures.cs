namespace S2Grid.Grains.Telemetry;

/// <summary>How a sweep that a coordinator of this process runs stands, for metrics. Moments are timestamps of the grid's clock.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Leased">Runs that slots have leased.</param>
/// <param name="Leases">Leases that slots hold.</param>
/// <param name="OldestLease">When the oldest lease that is held was given; null if none is held.</param>
/// <param name="LastProgress">When a batch was done last, or the coordinator began.</param>
/// <param name="EndedAt">When it came to rest; null while it is run.</param>
public sealed record SweepFigures(
    string Name, SweepProgress Progress, long Leased, int Leases, long? OldestLease, long LastProgress, long? EndedAt)
{
    /// <summary>Runs that nobody has begun.</summary>
    public long Left => Math.Max(0, Progress.TotalRuns - Progress.DoneRuns - Leased);

    /// <summary>How fast it has gone since it was started or resumed; null while nothing is done.</summary>
    public double? RunsPerSecond => Progress.RunsPerSecond > 0 ? Progress.RunsPerSecond : null;

    /// <summary>How long it still takes at this pace, in seconds; null while that is unknown.</summary>
    public double? SecondsLeft => EndedAt is not null ? 0 : Progress.Remaining?.TotalSeconds;

    /// <summary>Whether nothing more is leased.</summary>
    public bool IsDraining => Progress.State == SweepState.Draining;
}
