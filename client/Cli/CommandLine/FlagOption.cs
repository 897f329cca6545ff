using System.CommandLine;

namespace S2Grid.Cli.CommandLine;

/// <summary>An option without a value: off unless given.</summary>
internal class FlagOption : Option<bool>
{
    /// <summary>Describes an option.</summary>
    /// <param name="name">The name with its dashes.</param>
    /// <param name="description">One line without the default.</param>
    public FlagOption(string name, string description)
        : base(name)
    {
        Arity = ArgumentArity.Zero;
        Description = $"{description} [default: off]";
    }
}
