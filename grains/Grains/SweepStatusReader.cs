using S2Grid.Contracts;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <summary>Tells how sweeps stand from what is stored, whoever runs them.</summary>
internal sealed class SweepStatusReader(Catalogue catalogue, DataDirectory directory, TimeProvider clock)
{
    /// <summary>A sweep as the catalogue and its lock tell.</summary>
    public SweepStatus Read(SweepRecord record)
    {
        int? owner = SweepLock.Owner(directory, record.Id);
        SweepCounts counts = catalogue.Counts(record.Id);
        SweepState state = record.Phase switch
        {
            SweepPhase.Complete => counts.Failed > 0 ? SweepState.Failed : SweepState.Done,
            SweepPhase.Drained => SweepState.Cancelled,
            _ when owner is null => SweepState.Interrupted,
            _ => catalogue.IsCancelRequested(record.Id) ? SweepState.Draining : SweepState.Running,
        };
        return Create(record, state, counts, state.IsAtRest() ? null : owner, record.Fault);
    }

    /// <summary>A sweep that this process runs.</summary>
    public SweepStatus Read(SweepRecord record, SweepSession session) => Create(
        record, session.IsDraining ? SweepState.Draining : SweepState.Running, session.Counts, Environment.ProcessId, session.Fault);

    private SweepStatus Create(SweepRecord record, SweepState state, SweepCounts counts, int? owner, string? fault)
    {
        DateTimeOffset? end = state.IsAtRest() ? record.EndedAt : clock.GetUtcNow();
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
            counts.Bytes);
    }
}
