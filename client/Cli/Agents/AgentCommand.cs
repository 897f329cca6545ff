using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Contracts.Agents;

namespace S2Grid.Cli.Agents;

/// <summary>Executes a command about one agent, and returns one of <see cref="ExitCode"/>.</summary>
internal delegate Task<int> AgentAction(GridSession session, AgentStatus agent, ParseResult parse, CancellationToken cancellation);

/// <summary>A command about one agent of a cluster.</summary>
internal sealed class AgentCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Argument<string> agent = CliArgument.Text("AGENT", "The agent's name, its id or a beginning of the id");
    private readonly AgentAction execute;

    /// <summary>Creates the command.</summary>
    /// <param name="grid">Which cluster.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    /// <param name="execute">What it does.</param>
    /// <param name="options">Options of its own.</param>
    public AgentCommand(
        GridOptions grid,
        string name,
        string description,
        IReadOnlyList<Example> examples,
        AgentAction execute,
        params IEnumerable<Option> options)
        : base(grid.Terminal, name, description, examples)
    {
        (this.grid, this.execute) = (grid, execute);
        AddAll([agent, .. options, .. grid.All]);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await using GridSession session = await grid.ClusterAsync(parse, cancellation);
        AgentStatus found = await session.AskAsync(grains => grains.Agents.Find(parse.GetRequiredValue(agent)), cancellation);
        return await execute(session, found, parse, cancellation);
    }
}
