using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Agents;

/// <summary>What a command about one agent was asked to do.</summary>
/// <param name="Agent">The agent's name, its id or a beginning of the id.</param>
/// <param name="Place">Which cluster.</param>
/// <param name="Format">How to write the answer.</param>
/// <param name="Reason">Why, for commands that ask for it; else empty.</param>
public sealed record AgentSettings(string Agent, GridPlace Place, Format Format, string Reason) : ISettings;
