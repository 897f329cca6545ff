namespace S2Grid.Cli.Clusters;

/// <summary>What the file of known clusters holds.</summary>
/// <param name="Current">The cluster that commands go to when nothing else is said; null for an embedded grid.</param>
/// <param name="Clusters">The clusters by name.</param>
internal sealed record ClusterFile(string? Current, SortedDictionary<string, ClusterContext> Clusters);
