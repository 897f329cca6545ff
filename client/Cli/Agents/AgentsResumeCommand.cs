
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents resume</c>: runs for an agent again.</summary>
public sealed class AgentsResumeCommand(CliEnvironment environment)
    : AgentCommand(environment, "resume", "Give an agent runs again, also after a quarantine")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid agents resume altra1", "It gets runs again as soon as it asks."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(GridSession grid, AgentStatus agent, AgentSettings settings, CancellationToken cancellation)
    {
        await grid.TellAsync(grains => grains.Agent(agent.Id).Resume(), cancellation);
        await World.Error.WriteLineAsync($"{agent.Name} is active{(agent.IsOnline ? "" : ", but offline")}.");
        return ExitCode.Done;
    }
}
