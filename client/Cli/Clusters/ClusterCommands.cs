using S2Grid.Cli.Output;

namespace S2Grid.Cli.Clusters;

/// <summary>The group <c>s2grid cluster</c>.</summary>
internal static class ClusterCommands
{
    /// <summary>Creates the group.</summary>
    public static CommandGroup Of(GridOptions grid) => new(
        grid.Terminal,
        "cluster",
        "Name clusters, select one, show its state",
        [
            new("s2grid cluster add lab --gateway silo1:30000", "Name a cluster."),
            new("s2grid cluster status --cluster lab", "Its silos, slots, load and versions."),
        ],
        new ClusterAddCommand(grid.Terminal),
        new ClusterUseCommand(grid.Terminal),
        List(grid.Terminal),
        new ClusterRemoveCommand(grid.Terminal),
        new ClusterStatusCommand(grid));

    private static ListCommand<(string Name, ClusterContext Context, bool IsInUse)> List(CliEnvironment terminal) => new(
        terminal,
        "list",
        "List the clusters that you have named",
        [new("s2grid cluster list", "Names, gateways, and which one is selected.")],
        new(
            cluster => new
            {
                cluster.Name,
                InUse = cluster.IsInUse,
                cluster.Context.ClusterId,
                cluster.Context.Gateways,
                Tls = cluster.Context.Certificate is not null,
                cluster.Context.TokenFile,
            },
            new("in use", cluster => cluster.IsInUse ? "*" : ""),
            new("name", cluster => cluster.Name),
            new("cluster id", cluster => cluster.Context.ClusterId),
            new("gateways", cluster => string.Join(",", cluster.Context.Gateways)),
            new("TLS", cluster => cluster.Context.Certificate is null ? "no" : "yes"),
            new("token file", cluster => cluster.Context.TokenFile ?? "")),
        (_, _) =>
        {
            ClusterFile file = new ClusterContexts(terminal).Read();
            return Task.FromResult<(IReadOnlyList<(string, ClusterContext, bool)>, string?)>((
                [.. file.Clusters.Select(cluster => (cluster.Key, cluster.Value, cluster.Key == file.Current))],
                "No clusters are named yet: s2grid cluster add NAME --gateway HOST:PORT"));
        });
}
