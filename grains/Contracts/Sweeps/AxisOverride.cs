
namespace S2Grid.Contracts.Sweeps;

/// <summary>Values that take the place of an axis' values in the specification, as <c>--set memory=1G,2G</c> gives them.</summary>
/// <param name="Axis">The axis' name.</param>
/// <param name="Values">Its values, separated by commas.</param>
[GenerateSerializer, Immutable]
public sealed record AxisOverride([property: Id(0)] string Axis, [property: Id(1)] string Values);
