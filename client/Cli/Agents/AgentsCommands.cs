
using S2Grid.Cli.Agents.Replay;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Agents;

/// <summary>The group <c>s2grid agents</c>.</summary>
internal static class AgentsCommands
{
    /// <summary><c>s2grid agents</c>.</summary>
    public static CommandGroup Agents(CliEnvironment environment) => new(
        "agents",
        "Let machines measure: make registration tokens, list, check, drain and retire agents",
        [
            new("s2grid agents token create --labels rack=7 --expires 1h", "A token with which one machine's agent registers."),
            new("s2grid agents list", "Agents, whether they are online, and what they do."),
            new("s2grid agents drain altra1 --reason new-kernel", "No further runs for altra1 until it is resumed."),
        ],
        Token(environment),
        new AgentsListCommand(environment),
        new AgentsShowCommand(environment),
        new AgentsCheckCommand(environment),
        new AgentsDrainCommand(environment),
        new AgentsResumeCommand(environment),
        new AgentsRetireCommand(environment),
        new AgentsRevokeCommand(environment),
        new AgentsReplayCommand(environment));

    private static CommandGroup Token(CliEnvironment environment) => new(
        "token",
        "Make the tokens with which agents register",
        [new("s2grid agents token create --expires 1h", "Print a token that one agent can use, within an hour.")],
        new AgentsTokenCreateCommand(environment));
}
