namespace S2Grid.Terminal;

/// <summary>Commands that belong together; called without a command it shows its help.</summary>
public class CommandGroup : CliCommand
{
    /// <summary>Creates a group.</summary>
    /// <param name="terminal">Streams, variables and the clock.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    /// <param name="commands">The commands, in the order of help.</param>
    public CommandGroup(
        CliEnvironment terminal, string name, string description, IReadOnlyList<Example> examples, params IEnumerable<Command> commands)
        : base(terminal, name, description, examples)
    {
        foreach (Command command in commands)
            Add(command);
    }

    /// <summary>Lines at the end of the help.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
