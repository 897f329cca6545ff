
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents revoke</c>: a credential becomes void.</summary>
public sealed class AgentsRevokeCommand(CliEnvironment environment)
    : AgentCommand(environment, "revoke", "Make an agent's credential void, as when it may have been copied")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid agents revoke altra1", "It is refused from now on; with a new token its machine can register again."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(GridSession grid, AgentStatus agent, AgentSettings settings, CancellationToken cancellation)
    {
        await grid.TellAsync(grains => grains.Agent(agent.Id).Revoke(), cancellation);
        await World.Error.WriteLineAsync(
            $"The credential of {agent.Name} ({agent.Id}) is void. To let its machine in again: s2grid agents token create");
        return ExitCode.Done;
    }
}
