using System.CommandLine;

namespace S2Grid.Cli.CommandLine;

/// <summary>A command or a group of commands, with examples in its help.</summary>
public abstract class CliCommand(string name, string description) : Command(name, description), IExplained
{
    /// <inheritdoc/>
    public abstract IReadOnlyList<Example> Examples { get; }
}
