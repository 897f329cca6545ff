using S2Grid.Api.Answers;
using S2Grid.Api.Requests;
using S2Grid.Views.Cluster;
using S2Grid.Views.Grids;

namespace S2Grid.Api.Cluster;

/// <summary>The cluster itself.</summary>
/// <param name="session">The grid.</param>
internal sealed class ClusterAddresses(GridSession session)
{
    /// <summary>Maps it.</summary>
    public void Map(Addresses api) =>
        api.Get("/cluster", "Show the cluster's silos, slots, load and versions", async (context, _, cancellation) =>
            await Answer.JsonAsync(context, ClusterJson.Of(await session.AskAsync(grains => grains.Cluster.Status(), cancellation))));
}
