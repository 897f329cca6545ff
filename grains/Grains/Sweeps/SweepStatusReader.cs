namespace S2Grid.Grains.Sweeps;

/// <summary>Tells how sweeps stand from what is stored, whoever runs them.</summary>
internal sealed class SweepStatusReader(SweepCatalogue catalogue, GridSettings settings)
{
    /// <summary>A sweep as the catalogue, and the holder of its lock, tell.</summary>
    public async Task<SweepStatus> ReadAsync(SweepRecord record)
    {
        int? owner = catalogue.Owner(record.Id);
        // Whoever ran it may have ended it, and then let go of it, since the record was read.
        if (owner is null && !settings.Policy.RecoversSweeps && record.Phase == SweepPhase.Started)
            record = await catalogue.Find(record.Id) ?? record;
        SweepCounts counts = await catalogue.Counts(record.Id);
        SweepState state = record.Phase switch
        {
            not SweepPhase.Started when counts.IsDamaged => SweepState.Interrupted,
            SweepPhase.Complete => counts.Failed > 0 ? SweepState.Failed : SweepState.Done,
            SweepPhase.Drained => SweepState.Cancelled,
            SweepPhase.Paused => SweepState.Paused,
            _ when owner is null && !settings.Policy.RecoversSweeps => SweepState.Interrupted,
            _ => await catalogue.Asked(record.Id) is null ? SweepState.Running : SweepState.Draining,
        };
        DateTimeOffset end = (state.IsAtRest() ? record.EndedAt : settings.Clock.GetUtcNow()) ?? record.StartedAt;
        var progress = new SweepProgress(
            state,
            record.TotalRuns,
            counts.Done,
            counts.Failed,
            counts.Reused,
            counts.Done - record.DoneAtStart,
            end > record.StartedAt ? end - record.StartedAt : TimeSpan.Zero,
            counts.IsDamaged ? "what the catalogue says of a batch is damaged; a resume reads it anew from the segments" : record.Fault);
        return Create(record, progress, counts, state.IsAtRest() ? null : owner);
    }

    /// <summary>A sweep that this process runs.</summary>
    public static SweepStatus Read(SweepSession session) =>
        Create(session.Record, session.Progress, session.Counts, Environment.ProcessId);

    private static SweepStatus Create(SweepRecord record, SweepProgress progress, SweepCounts counts, int? owner) => new(
        record.Id,
        record.Name,
        progress,
        record.CreatedAt,
        record.StartedAt,
        record.EndedAt,
        record.SpecificationHash,
        record.EngineVersion,
        owner,
        counts.Segments,
        counts.Bytes,
        record.Policy,
        record.Replaces);
}
