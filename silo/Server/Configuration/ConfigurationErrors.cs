using S2Grid.Mmu;

namespace S2Grid.Server.Configuration;

/// <summary>Collects everything that is wrong with a configuration, so that a person can mend all of it at once.</summary>
public sealed class ConfigurationErrors
{
    private readonly List<string> sentences = [];

    /// <summary>What is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Sentences => sentences;

    /// <summary>Notes a sentence.</summary>
    internal void Add(string sentence) => sentences.Add(sentence);

    /// <summary>Notes a name that means nothing.</summary>
    /// <param name="what">The name and where it stands.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The names that mean something there.</param>
    internal void AddUnknown(string what, string name, IEnumerable<string> known)
    {
        string hint = DidYouMean.Suggest(name, known) is { } near ? $" Did you mean '{near}'?" : "";
        sentences.Add($"{what} is no setting.{hint}");
    }

    /// <summary>Notes a value that cannot be read.</summary>
    internal void AddWrong(SettingValue value, string complaint) => sentences.Add($"{value.Origin}: '{value.Text}' {complaint}.");
}
