using System.CommandLine;

namespace S2Grid.Cli.CommandLine;

/// <summary>An option that can be given several times.</summary>
internal sealed class ListOption : Option<string[]>
{
    /// <summary>Describes an option.</summary>
    /// <param name="name">The name with its dashes.</param>
    /// <param name="valueName">What one value is called in help.</param>
    /// <param name="description">One line without the default.</param>
    /// <param name="fallback">What an absent option means; it is also the value, unless it is "none".</param>
    /// <param name="choices">The values that shells complete.</param>
    public ListOption(
        string name, string valueName, string description, string fallback = "none", Func<IEnumerable<string>>? choices = null)
        : base(name)
    {
        HelpName = valueName;
        Arity = ArgumentArity.OneOrMore;
        Description = $"{description}; may be repeated [default: {fallback}]";
        DefaultValueFactory = _ => fallback == "none" ? [] : [fallback];
        if (choices is not null)
        {
            CompletionSources.Add(_ => choices().Select(choice => new System.CommandLine.Completions.CompletionItem(choice)));
        }
    }
}
