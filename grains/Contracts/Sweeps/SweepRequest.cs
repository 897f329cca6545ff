namespace S2Grid.Contracts.Sweeps;

/// <summary>What to sweep: a specification and what overrides it. A slot can rebuild every run from this alone.</summary>
/// <param name="Name">The name to keep the sweep under.</param>
/// <param name="SpecificationText">The specification in YAML, as its author wrote it.</param>
/// <param name="FileName">Where it came from, for messages.</param>
/// <param name="Overrides">Axis values that replace those of the specification, in the order given.</param>
/// <param name="Repeats">Repeats of each configuration in place of the specification's, or null.</param>
/// <param name="Policy">How it shares the grid; of no influence on whether two requests mean the same sweep.</param>
[GenerateSerializer, Immutable]
public sealed record SweepRequest(
    [property: Id(0)] string Name,
    [property: Id(1)] string SpecificationText,
    [property: Id(2)] string FileName,
    [property: Id(3)] IReadOnlyList<AxisOverride> Overrides,
    [property: Id(4)] int? Repeats,
    [property: Id(5)] SweepPolicy Policy);
