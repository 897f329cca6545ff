using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Clusters;

/// <summary>What a command about one known cluster was asked to do.</summary>
/// <param name="Name">The cluster's name; null for an embedded grid.</param>
public sealed record ClusterNameSettings(string? Name) : ISettings;
