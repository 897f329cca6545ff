using S2Grid.Views.Grids;

namespace S2Grid.Cli.Clusters;

/// <summary>Executes a command about one thing in a grid, and returns one of <see cref="ExitCode"/>.</summary>
internal delegate Task<int> SubjectAction<T>(GridSession session, T subject, ParseResult parse, CancellationToken cancellation);

/// <summary>Makes the commands about one thing in a grid, a sweep or an agent, which their first argument names.</summary>
/// <param name="grid">Which grid.</param>
/// <param name="argument">The argument that names the thing: its name and its description in help.</param>
/// <param name="open">Opens the grid.</param>
/// <param name="find">Finds the thing.</param>
internal sealed class SubjectCommands<T>(
    GridOptions grid,
    (string Name, string Description) argument,
    Func<ParseResult, CancellationToken, Task<GridSession>> open,
    Func<GridGrains, string, Task<T>> find)
{
    public CliEnvironment Terminal => grid.Terminal;

    /// <summary>Makes a command; its own arguments and options come after the thing's name.</summary>
    public CliCommand Of(
        string name, string description, IReadOnlyList<Example> examples, SubjectAction<T> execute, params IEnumerable<Symbol> symbols)
    {
        Argument<string> subject = Argument();
        return new CliCommand(
            Terminal,
            name,
            description,
            examples,
            async (parse, cancellation) =>
            {
                await using GridSession session = await open(parse, cancellation);
                T found = await session.AskAsync(grains => find(grains, parse.GetRequiredValue(subject)), cancellation);
                return await execute(session, found, parse, cancellation);
            },
            [subject, .. symbols, .. grid.All]);
    }

    /// <summary>The argument that names the thing.</summary>
    public Argument<string> Argument() => CliArgument.Text(argument.Name, argument.Description);
}
