using System.CommandLine;

namespace S2Grid.Terminal;

/// <summary>A command whose options and arguments are its settings: each is declared once, with the parser of its value.</summary>
public abstract class CliCommand : Command
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Streams, variables and the clock.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    protected CliCommand(CliEnvironment terminal, string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description)
    {
        Terminal = terminal;
        Examples = examples;
        SetAction(CheckThenExecuteAsync);
    }

    /// <summary>Examples for help.</summary>
    public IReadOnlyList<Example> Examples { get; }

    /// <summary>How users call the command: the names of the program, its groups and the command itself.</summary>
    public string Path => Parents.OfType<CliCommand>().FirstOrDefault() is { } parent ? $"{parent.Path} {Name}" : Name;

    /// <summary>Streams, variables and the clock.</summary>
    protected CliEnvironment Terminal { get; }

    /// <summary>Adds arguments and options, in the order of help.</summary>
    public void AddAll(params IEnumerable<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                Add(argument);
            }
            else
            {
                Add((Option)symbol);
            }
        }
    }

    /// <summary>Everything that is wrong with values that are valid each by itself.</summary>
    protected virtual IEnumerable<UsageError> Check(ParseResult parse) => [];

    /// <summary>Executes the command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation);

    private Task<int> CheckThenExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        UsageError[] errors = [.. Check(parse)];
        return errors.Length > 0 ? throw new UsageException(errors) : ExecuteAsync(parse, cancellation);
    }
}
