using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Results;

/// <summary>A sweep's results, to be compared.</summary>
/// <param name="Name">What the sweep is called in tables.</param>
/// <param name="Specification">What was run.</param>
/// <param name="Groups">What the runs came to, by their first run.</param>
public sealed record ComparedSweep(string Name, SweepSpecification Specification, IReadOnlyList<RunGroup> Groups)
{
    /// <summary>What stands for the runs of each configuration, added up.</summary>
    internal IReadOnlyDictionary<RunConfiguration, StepCounters> Counted => Groups.Where(group => group.Runs > 0).ToDictionary(
        group => group.Configuration, group => Specification.Counted(group.Configuration.Scenario).Sum(group.Steps));

    /// <summary>
    /// How well the published figures of the sweep's series predict one another; empty where the sweep does not repeat at least three of
    /// which the saving is known.
    /// </summary>
    public IReadOnlyList<LeaveOneOut> LeaveOneOut() => Models.LeaveOneOut.Check(Specification.Published, Counted);
}
