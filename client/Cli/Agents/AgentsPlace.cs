using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Agents;

/// <summary>Finds the cluster whose agents are meant.</summary>
internal static class AgentsPlace
{
    /// <summary>Opens it.</summary>
    /// <exception cref="UsageException">No cluster is meant: this process alone has no agents.</exception>
    public static async Task<ClusterSession> OpenAsync(CliEnvironment environment, GridPlace place, CancellationToken cancellation)
    {
        ClusterContext context = ClusterChoice.Of(environment, place) ?? throw new UsageException(
            "no cluster is meant, and without one there are no agents: start a silo ('s2grid-silo'), and add --cluster, or choose one with 's2grid cluster use'");
        return await ClusterSession.OpenAsync(environment, context, cancellation);
    }
}
