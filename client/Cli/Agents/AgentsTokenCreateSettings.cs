using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;

namespace S2Grid.Cli.Agents;

/// <summary>What <c>s2grid agents token create</c> was asked to do.</summary>
/// <param name="Labels">Words that the agent will have.</param>
/// <param name="Life">For how long it can be used.</param>
/// <param name="Place">Which cluster.</param>
public sealed record AgentsTokenCreateSettings(IReadOnlyDictionary<string, string> Labels, TimeSpan Life, GridPlace Place) : ISettings;
