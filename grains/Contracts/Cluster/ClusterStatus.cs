namespace S2Grid.Contracts.Cluster;

/// <summary>The cluster as it stands.</summary>
/// <param name="ClusterId">Its id.</param>
/// <param name="Silos">Its silos, by address.</param>
/// <param name="ActiveSweeps">Sweeps that have something to lease.</param>
/// <param name="Catalogue">Where the catalogue is, for people.</param>
/// <param name="Segments">Where the segments are, for people.</param>
/// <param name="Now">The cluster's time of day; none from an earlier version.</param>
[GenerateSerializer, Immutable]
public sealed record ClusterStatus(
    [property: Id(0)] string ClusterId,
    [property: Id(1)] IReadOnlyList<SiloOverview> Silos,
    [property: Id(2)] int ActiveSweeps,
    [property: Id(3)] string Catalogue,
    [property: Id(4)] string Segments,
    [property: Id(5)] DateTimeOffset Now);
