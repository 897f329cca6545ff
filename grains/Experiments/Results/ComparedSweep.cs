using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Results;

/// <summary>A sweep's results, to be compared.</summary>
/// <param name="Name">What the sweep is called in tables.</param>
/// <param name="Specification">What was run.</param>
/// <param name="Groups">What the runs came to, by their first run.</param>
public sealed record ComparedSweep(string Name, SweepSpecification Specification, IReadOnlyList<RunGroup> Groups);
