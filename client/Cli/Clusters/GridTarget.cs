namespace S2Grid.Cli.Clusters;

/// <summary>Which grid a command is for, as given on the command line.</summary>
/// <param name="Data">The data directory of an embedded grid, or null.</param>
/// <param name="Cluster">A cluster's name or its gateways, or null.</param>
internal sealed record GridTarget(string? Data, string? Cluster);
