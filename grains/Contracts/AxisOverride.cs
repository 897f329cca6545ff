namespace S2Grid.Contracts;

/// <summary>Values that take the place of an axis' values in the specification, as <c>--set axis=a,b</c> gives them.</summary>
/// <param name="Axis">The axis' name.</param>
/// <param name="Values">Its values, as text.</param>
[GenerateSerializer, Immutable]
public sealed record AxisOverride([property: Id(0)] string Axis, [property: Id(1)] IReadOnlyList<string> Values);
