using System.CommandLine;

namespace S2Grid.Cli.CommandLine;

/// <summary>A command or a group of commands, with examples in its help.</summary>
public abstract class CliCommand(string name, string description) : Command(name, description), IExplained
{
    /// <inheritdoc/>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Adds options, in the order in which help tells of them.</summary>
    protected void AddAll(IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            Add(option);
        }
    }
}
