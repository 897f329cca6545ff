using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Migration;

/// <summary>The migrations of many runs by a cost model; what is equal in runs that differ in bandwidth and writing alone is counted once.
/// Safe for use by several threads.</summary>
/// <param name="model">The model.</param>
public sealed class MigrationStudies(CostModel model)
{
    private readonly Studies<MigrationWork, MigrationStudy> known = new(
        run => (run.ToVmConfiguration(), run.Scenario), run => MigrationWork.Of(run, model),
        (run, count) => new MigrationStudy(run, model, count));

    /// <summary>The migration of a run.</summary>
    public MigrationStudy Of(RunConfiguration run) => known.Of(run);
}
