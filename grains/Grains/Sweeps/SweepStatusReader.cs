using S2Grid.Contracts.Sweeps;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Grains.Sweeps;

/// <summary>Tells how sweeps stand from what is stored, whoever runs them.</summary>
internal sealed class SweepStatusReader(ICatalogue catalogue, GridSettings settings)
{
    /// <summary>A sweep as the catalogue, and the holder of its lock, tell.</summary>
    public async Task<SweepStatus> ReadAsync(SweepRecord record)
    {
        int? owner = catalogue.Owner(record.Id);
        // Whoever ran it may have ended it, and then let go of it, since the record was read.
        if (owner is null && !settings.IsCluster && record.Phase == SweepPhase.Started)
            record = await catalogue.Find(record.Id) ?? record;
        SweepCounts counts = await catalogue.Counts(record.Id);
        SweepState state = record.Phase switch
        {
            SweepPhase.Complete => counts.Failed > 0 ? SweepState.Failed : SweepState.Done,
            SweepPhase.Drained => SweepState.Cancelled,
            SweepPhase.Paused => SweepState.Paused,
            _ when owner is null && !settings.IsCluster => SweepState.Interrupted,
            _ => await catalogue.Asked(record.Id) is null ? SweepState.Running : SweepState.Draining,
        };
        return Create(record, state, counts, state.IsAtRest() ? null : owner, record.Fault);
    }

    /// <summary>A sweep that this process runs.</summary>
    public SweepStatus Read(SweepSession session) => Create(
        session.Record, session.IsDraining ? SweepState.Draining : SweepState.Running, session.Counts, Environment.ProcessId, session.Fault);

    private SweepStatus Create(SweepRecord record, SweepState state, SweepCounts counts, int? owner, string? fault)
    {
        DateTimeOffset? end = state.IsAtRest() ? record.EndedAt : settings.Clock.GetUtcNow();
        var progress = new SweepProgress(
            state,
            record.TotalRuns,
            counts.Done,
            counts.Failed,
            counts.Reused,
            counts.Done - record.DoneAtStart,
            end is { } until && until > record.StartedAt ? until - record.StartedAt : TimeSpan.Zero,
            fault);
        return new SweepStatus(
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
            record.Policy);
    }
}
