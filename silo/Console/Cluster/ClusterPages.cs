using S2Grid.Contracts.Cluster;
using S2Grid.Contracts.Sweeps;
using S2Grid.Views.Grids;
using S2Grid.Web.Pages;

namespace S2Grid.Web.Cluster;

/// <summary>The address of the cluster's page.</summary>
internal static class ClusterPages
{
    /// <summary>Puts the page at its address.</summary>
    public static void MapCluster(this Routes routes, GridGrains grains) => routes.Page("/cluster", async _ =>
    {
        Task<IReadOnlyList<SweepStatus>> sweeps = grains.Directory.List();
        ClusterStatus status = await grains.Cluster.Status();
        return Page.Of<ClusterPage>(
            "Cluster",
            (nameof(ClusterPage.Status), status),
            (nameof(ClusterPage.Queue), (await sweeps).Where(sweep => !sweep.Progress.State.IsAtRest()).ToArray()));
    });
}
