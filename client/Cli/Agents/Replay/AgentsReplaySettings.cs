using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Agents.Replay;

/// <summary>What <c>s2grid agents replay</c> was asked to do.</summary>
/// <param name="Recording">The recording's file.</param>
/// <param name="Gateway">Where agents connect.</param>
/// <param name="Name">The agent's name.</param>
/// <param name="Runs">After how many runs it ends; null when interrupted.</param>
/// <param name="Place">The cluster that makes the token.</param>
internal sealed record AgentsReplaySettings(string Recording, Uri Gateway, string Name, int? Runs, GridTarget Place) : ISettings;
