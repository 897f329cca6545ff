using S2Grid.Views.Grids;

namespace S2Grid.Views.Agents;

/// <summary>The options of a token with which one machine's agent registers.</summary>
public sealed class RegistrationOptions
{
    private readonly Option<IReadOnlyList<Dictionary<string, string>>> labels = CliOption.Values<Dictionary<string, string>>(
        "--labels", "NAME=VALUE", "Labels of the agent", TryReadLabels, "is not written NAME=VALUE");

    private readonly Option<TimeSpan> expires = CliOption.Value<TimeSpan>(
        "--expires",
        "TIME",
        "How long it is valid: 30m, 1h, 7d; at most 30d",
        TimeText.TryRead,
        "is not a valid time; write 90s, 30m, 1h or 7d",
        "1h");

    /// <summary>The options, in the order of help.</summary>
    public IReadOnlyList<Option> All => [labels, expires];

    /// <summary>Makes a token.</summary>
    public Task<RegistrationToken> CreateAsync(GridGrains grains, ParseResult parse)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in parse.GetRequiredValue(labels).SelectMany(given => given))
            all[name] = value;

        return grains.Agents.CreateToken(all, parse.GetValue(expires));
    }

    private static bool TryReadLabels(string text, out Dictionary<string, string> labels)
    {
        string[][] pairs = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))];
        labels = [];
        foreach (string[] pair in pairs)
            labels[pair[0]] = pair[^1];

        return pairs.All(pair => pair is [{ Length: > 0 }, { Length: > 0 }]);
    }
}
