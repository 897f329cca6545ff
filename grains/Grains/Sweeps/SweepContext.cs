using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Sweeps;

/// <summary>What the grains of sweeps work with.</summary>
/// <param name="Catalogue">Which sweeps there are.</param>
/// <param name="Segments">Their results.</param>
/// <param name="Plans">What they plan.</param>
/// <param name="Settings">What the grid is set to.</param>
/// <param name="Instruments">Told of sweeps and simulated runs.</param>
/// <param name="AgentInstruments">Told of agents.</param>
internal sealed record SweepContext(
    SweepCatalogue Catalogue,
    ISegmentStore Segments,
    SweepPlans Plans,
    GridSettings Settings,
    GridInstruments Instruments,
    AgentInstruments AgentInstruments)
{
    /// <summary>Whether the grid is a cluster.</summary>
    public GridPolicy Policy => Settings.Policy;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => Settings.Clock;

    /// <summary>
    /// Whether a batch that was not accepted is a part of its sweep all the same. Its segment is deleted only where another has its place:
    /// where none has, whoever runs the sweep by now may just be adopting it.
    /// </summary>
    public async Task<bool> IsPartAsync(string sweepId, BatchRecord batch)
    {
        string? known = (await Catalogue.BatchOf(sweepId, batch.First))?.File;
        if (known == batch.File)
            return true;
        if (known is not null || await Catalogue.Find(sweepId) is null)
            await Segments.Discard(sweepId, batch.File);
        return false;
    }
}
