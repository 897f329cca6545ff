using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Clusters;

/// <summary>What <c>s2grid cluster status</c> was asked to do.</summary>
/// <param name="Place">Which cluster.</param>
/// <param name="Format">How to write the answer.</param>
public sealed record ClusterStatusSettings(GridPlace Place, Format Format) : ISettings;
