using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Stalls;

/// <summary>The stalls of many runs by a cost model; what is equal in runs that differ in their vCPUs alone is counted once. Safe for use
/// by several threads.</summary>
/// <param name="model">The model.</param>
public sealed class StallStudies(CostModel model)
{
    private readonly Studies<StallWork, StallStudy> known = new(
        run => (run.ToVmConfiguration(), run.Scenario, run.Dirty), run => StallWork.Of(run, model),
        (run, count) => new StallStudy(run, model, count));

    /// <summary>The stalls of a run.</summary>
    public StallStudy Of(RunConfiguration run) => known.Of(run);
}
