
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents drain</c>: no further runs for an agent.</summary>
public sealed class AgentsDrainCommand(CliEnvironment environment)
    : AgentCommand(environment, "drain", "Give an agent no further runs; it finishes and reports the one in work", hasReason: true)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid agents drain altra1 --reason new-kernel", "It is in maintenance until 's2grid agents resume altra1'."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(GridSession grid, AgentStatus agent, AgentSettings settings, CancellationToken cancellation)
    {
        await grid.TellAsync(grains => grains.Agent(agent.Id).Drain(settings.Reason), cancellation);
        string work = agent.Work is { } run ? $" It has {run} in work, finishes it and reports it." : "";
        await World.Error.WriteLineAsync($"{agent.Name} is in maintenance and gets no further runs.{work}");
        return ExitCode.Done;
    }
}
