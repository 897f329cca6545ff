
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents retire</c>: an agent leaves for good.</summary>
public sealed class AgentsRetireCommand(CliEnvironment environment)
    : AgentCommand(environment, "retire", "Take an agent out of the cluster for good; its results stay")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid agents retire altra1", "Its credential is void and its name is free."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(GridSession grid, AgentStatus agent, AgentSettings settings, CancellationToken cancellation)
    {
        await grid.TellAsync(grains => grains.Agent(agent.Id).Retire(), cancellation);
        await World.Error.WriteLineAsync($"{agent.Name} ({agent.Id}) is retired.");
        return ExitCode.Done;
    }
}
