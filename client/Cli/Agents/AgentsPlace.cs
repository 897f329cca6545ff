using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Agents;

/// <summary>Finds the cluster whose agents are meant.</summary>
internal static class AgentsPlace
{
    /// <summary>How to reach it.</summary>
    /// <exception cref="UsageException">No cluster is meant: this process alone has no agents.</exception>
    public static ClusterContext Choose(CliEnvironment environment, GridPlace place) => ClusterChoice.Of(environment, place) ?? throw new UsageException(
        "no cluster is meant, and without one there are no agents: start a silo ('s2grid-silo'), and add --cluster, or choose one with 's2grid cluster use'");

    /// <summary>Opens it.</summary>
    /// <exception cref="UsageException">No cluster is meant: this process alone has no agents.</exception>
    public static Task<ClusterSession> OpenAsync(CliEnvironment environment, GridPlace place, CancellationToken cancellation) =>
        ClusterSession.OpenAsync(environment, Choose(environment, place), cancellation);
}
