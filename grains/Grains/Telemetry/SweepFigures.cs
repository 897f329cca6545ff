namespace S2Grid.Grains.Telemetry;

/// <summary>How a sweep that a coordinator of this process runs stands, for metrics.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Total">Runs that it plans.</param>
/// <param name="Done">Runs with a result, failed ones included.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Leased">Runs that slots have leased.</param>
/// <param name="Leases">Leases that slots hold.</param>
/// <param name="OldestLease">When the oldest lease that is held was given; null if none is held.</param>
/// <param name="LastProgress">When a batch was done last, or the coordinator began.</param>
/// <param name="RunsPerSecond">How fast it has gone since it was started or resumed; null while nothing is done.</param>
/// <param name="IsDraining">Whether nothing more is leased.</param>
/// <param name="EndedAt">When it came to rest; null while it is run.</param>
public sealed record SweepFigures(
    string Name,
    long Total,
    long Done,
    long Failed,
    long Leased,
    int Leases,
    DateTimeOffset? OldestLease,
    DateTimeOffset LastProgress,
    double? RunsPerSecond,
    bool IsDraining,
    DateTimeOffset? EndedAt)
{
    /// <summary>Runs that nobody has begun.</summary>
    public long Left => Math.Max(0, Total - Done - Leased);

    /// <summary>How long it still takes at this pace, in seconds; null while that is unknown.</summary>
    public double? SecondsLeft => EndedAt is not null ? 0 : RunsPerSecond is > 0 ? (Total - Done) / RunsPerSecond : null;
}
