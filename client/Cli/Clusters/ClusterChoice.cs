namespace S2Grid.Cli.Clusters;

/// <summary>Finds out which cluster a command is for, if any.</summary>
internal static class ClusterChoice
{
    private const string Variable = "S2GRID_CLUSTER";

    /// <summary>
    /// The cluster of <c>--cluster</c>; else none if <c>--data</c> is given; else that of $S2GRID_CLUSTER; else what
    /// <c>s2grid cluster use</c> chose; null for an embedded grid.
    /// </summary>
    /// <exception cref="UsageException">No cluster has that name.</exception>
    public static ClusterContext? Of(CliEnvironment environment, GridTarget target)
    {
        if (target.Cluster is { } given)
        {
            return Read(environment, given, "--cluster");
        }

        if (target.Data is not null)
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

    /// <summary>The cluster that a command needs.</summary>
    /// <exception cref="UsageException">No cluster is selected, or none has that name.</exception>
    public static ClusterContext Require(CliEnvironment environment, GridTarget target) => Of(environment, target) ?? throw new UsageException(
        "no cluster selected: start a silo ('s2grid-silo') and add --cluster, or choose one with 's2grid cluster use'");

    private static ClusterContext Read(CliEnvironment environment, string text, string? after) =>
        GatewayAddress.AreAddresses(text) ? new ClusterContext(text.Split(',')) : new ClusterContexts(environment).Find(text, after);
}
