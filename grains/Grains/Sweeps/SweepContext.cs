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
}
