namespace S2Grid.Contracts.Agents;

/// <summary>What became of a report.</summary>
/// <param name="IsStored">Whether it is a part of the sweep.</param>
/// <param name="Reason">Why not; else empty.</param>
[GenerateSerializer, Immutable]
public sealed record ReportAnswer([property: Id(0)] bool IsStored, [property: Id(1)] string Reason);
