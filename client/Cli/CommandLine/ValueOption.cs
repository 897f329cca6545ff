using System.CommandLine;

namespace S2Grid.Cli.CommandLine;

/// <summary>An option with one value. Values stay text until a settings type reads them, so that all errors come at once.</summary>
internal sealed class ValueOption : Option<string?>
{
    /// <summary>Describes an option.</summary>
    /// <param name="name">The name with its dashes.</param>
    /// <param name="valueName">What the value is called in help.</param>
    /// <param name="description">One line without the default.</param>
    /// <param name="fallback">The value that stands for an absent option, or null.</param>
    /// <param name="fallbackNote">What an absent option means, where no value says it.</param>
    /// <param name="choices">The values that shells complete.</param>
    public ValueOption(
        string name,
        string valueName,
        string description,
        string? fallback = null,
        string? fallbackNote = null,
        Func<IEnumerable<string>>? choices = null)
        : base(name)
    {
        HelpName = valueName;
        Arity = ArgumentArity.ExactlyOne;
        Description = $"{description} [default: {fallback ?? fallbackNote ?? "none"}]";
        if (fallback is not null)
        {
            DefaultValueFactory = _ => fallback;
        }

        if (choices is not null)
        {
            CompletionSources.Add(_ => choices().Select(choice => new System.CommandLine.Completions.CompletionItem(choice)));
        }
    }
}
