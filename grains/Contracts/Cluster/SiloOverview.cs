namespace S2Grid.Contracts.Cluster;

/// <summary>A silo as the cluster sees it.</summary>
/// <param name="State">Where it is in its life.</param>
/// <param name="Silo">Its address as Orleans writes it.</param>
/// <param name="Report">What it last told; null if it never has.</param>
/// <param name="Age">How long ago that was; null if it never has, and from an earlier version.</param>
[GenerateSerializer, Immutable]
public sealed record SiloOverview(
    [property: Id(0)] SiloState State,
    [property: Id(1)] string Silo,
    [property: Id(2)] SiloReport? Report,
    [property: Id(3)] TimeSpan? Age);
