using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Sweeps;

/// <summary>Executes a command about one sweep, and returns one of <see cref="ExitCode"/>.</summary>
internal delegate Task<int> SweepAction(GridSession session, SweepStatus sweep, ParseResult parse, CancellationToken cancellation);

/// <summary>A command about one sweep that a grid without slots can answer.</summary>
internal sealed class SweepCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Argument<string> sweep = Argument();
    private readonly SweepAction execute;

    /// <summary>Creates the command.</summary>
    /// <param name="grid">Which grid.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    /// <param name="execute">What it does.</param>
    /// <param name="symbols">Further arguments and options.</param>
    public SweepCommand(
        GridOptions grid,
        string name,
        string description,
        IReadOnlyList<Example> examples,
        SweepAction execute,
        params IEnumerable<Symbol> symbols)
        : base(grid.Terminal, name, description, examples)
    {
        (this.grid, this.execute) = (grid, execute);
        AddAll([sweep, .. symbols, .. grid.All]);
    }

    /// <summary>The argument that names a sweep.</summary>
    public static Argument<string> Argument() => CliArgument.Text("SWEEP", "The sweep's name, its id or a beginning of the id");

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await using GridSession session = await grid.AskAsync(parse, cancellation);
        SweepStatus found = await session.FindAsync(parse.GetRequiredValue(sweep), cancellation);
        return await execute(session, found, parse, cancellation);
    }
}
