namespace S2Grid.Contracts;

/// <summary>What was done to a VM, and how its tables look afterwards.</summary>
/// <param name="Steps">What each step did, in order.</param>
/// <param name="Map">The tree as runs of equal neighbours, if it was asked for.</param>
/// <param name="MapTruncated">Whether the tree has more runs than were asked for.</param>
[GenerateSerializer, Immutable]
public sealed record VmReport(
    [property: Id(0)] IReadOnlyList<VmStepReport> Steps,
    [property: Id(1)] IReadOnlyList<VmMapLine> Map,
    [property: Id(2)] bool MapTruncated);
