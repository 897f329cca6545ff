using S2Grid.Contracts.Access;

namespace S2Grid.Contracts.Cluster;

/// <summary>What the cluster is made of. One grain, key <see cref="Key"/>.</summary>
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>The grain's only key.</summary>
    const long Key = 0;

    /// <summary>The cluster as it stands.</summary>
    [AlwaysInterleave]
    [RequiresRole(Role.Viewer)]
    Task<ClusterStatus> Status();

    /// <summary>For silos: how this one stands. To be told every few seconds; a silo that has not reported for a while is shown as
    /// silent.</summary>
    [AlwaysInterleave]
    Task Report(SiloReport report);
}
