using S2Grid.Views.Grids;

namespace S2Grid.Views.Agents;

/// <summary>The options of a token with which one machine's agent registers.</summary>
public sealed class RegistrationOptions
{
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> labels =
        CliOption.Pairs("--labels", "NAME=VALUE", "Labels of the agent, with commas between them", ',');

    private readonly Option<TimeSpan> expires =
        CliOption.Time("--expires", "How long it is valid: 30m, 1h, 7d; at most 30d", "30d", "1h");

    /// <summary>The options, in the order of help.</summary>
    public IReadOnlyList<Option> All => [labels, expires];

    /// <summary>Makes a token.</summary>
    public Task<RegistrationToken> CreateAsync(GridGrains grains, ParseResult parse) =>
        grains.Agents.CreateToken(
            new Dictionary<string, string>(parse.GetRequiredValue(labels), StringComparer.Ordinal), parse.GetValue(expires));
}
