using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary>The options <c>--data</c> and <c>--cluster</c>, of which one at most can be given.</summary>
public sealed class GridOptions
{
    private readonly ValueOption data =
        new("--data", "DIR", "Where sweeps are kept", fallbackNote: "$S2GRID_DATA, else s2grid in $XDG_DATA_HOME or ~/.local/share");

    private readonly ValueOption cluster;

    /// <summary>Creates the options.</summary>
    public GridOptions(CliEnvironment environment) => cluster = new ValueOption(
        "--cluster",
        "NAME|HOST:PORT",
        "The cluster to use instead of this process: a name of 's2grid cluster add', or gateways separated by commas",
        fallbackNote: "$S2GRID_CLUSTER, else what 's2grid cluster use' chose",
        choices: () => new ClusterContexts(environment).Read().Clusters.Keys);

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> All => [data, cluster];

    /// <summary>Reads which grid is meant.</summary>
    public GridPlace Read(SettingsReader reader)
    {
        if (reader.IsGiven(data) && reader.IsGiven(cluster))
        {
            reader.Refuse(cluster.Name, reader.Text(cluster) ?? "", "cannot be combined with --data: a cluster keeps its own sweeps", []);
        }

        return new GridPlace(reader.Text(data), reader.Text(cluster));
    }
}
