using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>What one configuration of a sweep came to.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Scope">What the counts belong to.</param>
/// <param name="Runs">Runs that succeeded; all count alike, because the simulation is deterministic.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="IsBaseline">Whether other rows are compared with this one.</param>
/// <param name="PageVisits">Visitor calls at level 3.</param>
/// <param name="Callbacks">Visitor calls at all levels, write-protect walks included where the scope holds them.</param>
/// <param name="Tlbis">TLB invalidations of all kinds.</param>
/// <param name="Tables">Table pages taken into use.</param>
/// <param name="Predictions">A prediction for each cost model of the sweep.</param>
/// <param name="Published">The published figure for this configuration, if there is one.</param>
/// <param name="Error">Why runs failed, in a sentence; null if none did.</param>
public sealed record ResultRow(
    RunConfiguration Configuration,
    Scope Scope,
    long Runs,
    long Failed,
    bool IsBaseline,
    CountCell PageVisits,
    CountCell Callbacks,
    CountCell Tlbis,
    CountCell Tables,
    IReadOnlyList<PredictedCell> Predictions,
    PublishedFigure? Published,
    string? Error);
