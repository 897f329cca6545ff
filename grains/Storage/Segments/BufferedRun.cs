namespace S2Grid.Storage.Segments;

/// <summary>A run that is ready to be written, without the counters of its steps.</summary>
/// <param name="Planned">The run.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="State">How it ended.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Provenance">Where its figures come from.</param>
/// <param name="ReusedFrom">The run whose counters it shares, or null.</param>
/// <param name="WallSeconds">How long it took on the host.</param>
/// <param name="Measurement">What a machine measured, or null.</param>
internal readonly record struct BufferedRun(
    PlannedRun Planned, string Identity, RunState State, string? Error, Provenance Provenance, long? ReusedFrom, double WallSeconds,
    Measurement? Measurement);
