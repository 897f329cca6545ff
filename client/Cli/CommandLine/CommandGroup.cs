using System.CommandLine;
using S2Grid.Cli.Help;

namespace S2Grid.Cli.CommandLine;

/// <summary>Commands that belong together; alone it shows its help.</summary>
public sealed class CommandGroup : CliCommand
{
    /// <summary>Creates a group.</summary>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Its examples.</param>
    /// <param name="commands">The commands, in the order of the help.</param>
    public CommandGroup(string name, string description, IReadOnlyList<Example> examples, params IEnumerable<Command> commands)
        : base(name, description)
    {
        Examples = examples;
        SetAction(parse => HelpWriter.Write(this, parse.InvocationConfiguration.Output));
        foreach (Command command in commands)
        {
            Add(command);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; }
}
