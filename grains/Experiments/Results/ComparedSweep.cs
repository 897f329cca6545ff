using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Results;

/// <summary>A sweep's results, to be compared.</summary>
/// <param name="Name">What the sweep is called in tables.</param>
/// <param name="Specification">What was run.</param>
/// <param name="Groups">What the runs came to, by their first run.</param>
public sealed record ComparedSweep(string Name, SweepSpecification Specification, IReadOnlyList<RunGroup> Groups)
{
    /// <summary>
    /// How well the published figures of the sweep's series predict one another; empty where the sweep does not repeat at least three of
    /// which the saving is known.
    /// </summary>
    public IReadOnlyList<LeaveOneOut> LeaveOneOut() => Models.LeaveOneOut.Check(
        Specification.Published,
        Groups.Where(group => group.Runs > 0).ToDictionary(
            group => group.Configuration, group => CountedSteps.Of(group.Configuration.Scenario, Specification.Published).Sum(group.Steps)));
}
