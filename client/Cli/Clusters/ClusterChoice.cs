using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Clusters;

/// <summary>Finds out which cluster a command is for, if any.</summary>
public static class ClusterChoice
{
    private const string Variable = "S2GRID_CLUSTER";

    /// <summary>
    /// The cluster of <c>--cluster</c>; else none if <c>--data</c> is given; else that of $S2GRID_CLUSTER; else what
    /// <c>s2grid cluster use</c> chose; null for an embedded grid.
    /// </summary>
    /// <exception cref="CommandLine.UsageException">There is no cluster of that name.</exception>
    public static ClusterContext? Of(CliEnvironment environment, GridPlace place)
    {
        if (place.Cluster is { } given)
        {
            return Read(environment, given, "--cluster");
        }

        if (place.Data is not null)
        {
            return null;
        }

        if (environment.Variable(Variable) is { Length: > 0 } named)
        {
            return Read(environment, named, null);
        }

        var contexts = new ClusterContexts(environment);
        return contexts.Read().Current is { } current ? contexts.Find(current) : null;
    }

    private static ClusterContext Read(CliEnvironment environment, string text, string? after) =>
        GatewayAddress.AreAddresses(text) ? new ClusterContext(text.Split(',')) : new ClusterContexts(environment).Find(text, after);
}
