using System.Runtime.CompilerServices;

namespace S2Grid.Terminal;

/// <summary>A command whose options and arguments are its settings: each is declared once, with the parser of its value.</summary>
public class CliCommand : Command
{
    private readonly Func<ParseResult, CancellationToken, Task<int>>? execute;

    /// <summary>Creates a command.</summary>
    /// <param name="terminal">Streams, variables and the clock.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    /// <param name="execute">Executes it; returns one of <see cref="ExitCode"/>.</param>
    /// <param name="symbols">Its arguments and options, in the order of help.</param>
    public CliCommand(
        CliEnvironment terminal,
        string name,
        string description,
        IReadOnlyList<Example> examples,
        Func<ParseResult, CancellationToken, Task<int>> execute,
        params IEnumerable<Symbol> symbols)
        : this(terminal, name, description, examples)
    {
        this.execute = execute;
        AddAll(symbols);
    }

    /// <summary>Creates a command that overrides <see cref="ExecuteAsync"/>.</summary>
    /// <param name="terminal">Streams, variables and the clock.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    [OverloadResolutionPriority(1)]
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

    /// <summary>What is wrong with values that are valid each by itself, or null if the command has no such rules.</summary>
    public Func<ParseResult, IEnumerable<UsageError>>? Rules { get; init; }

    /// <summary>Streams, variables and the clock.</summary>
    protected CliEnvironment Terminal { get; }

    /// <summary>Adds arguments and options, in the order of help.</summary>
    public void AddAll(params IEnumerable<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
                Add(argument);
            else
                Add((Option)symbol);
        }
    }

    /// <summary>Everything that is wrong with values that are valid each by itself.</summary>
    protected virtual IEnumerable<UsageError> Check(ParseResult parse) => Rules?.Invoke(parse) ?? [];

    /// <summary>Executes the command; one that does nothing by itself shows its help.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected virtual Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        if (execute is not null)
            return execute(parse, cancellation);

        HelpWriter.Write(this, Terminal.Out);
        return Task.FromResult(ExitCode.Done);
    }

    private Task<int> CheckThenExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        UsageError[] errors = [.. Check(parse)];
        return errors.Length > 0 ? throw new UsageException(errors) : ExecuteAsync(parse, cancellation);
    }
}
