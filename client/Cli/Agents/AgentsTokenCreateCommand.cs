using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Contracts.Agents;
using static System.FormattableString;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents token create</c>: a token with which one agent registers.</summary>
internal sealed class AgentsTokenCreateCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Option<IReadOnlyList<Dictionary<string, string>>> labels = CliOption.Values<Dictionary<string, string>>(
        "--labels", "NAME=VALUE", "Labels of the agent", TryReadLabels, "is not written NAME=VALUE");

    private readonly Option<TimeSpan> expires = CliOption.Value<TimeSpan>(
        "--expires",
        "TIME",
        "How long it is valid: 30m, 1h, 7d; at most 30d",
        TimeText.TryRead,
        "is not a valid time; write 90s, 30m, 1h or 7d",
        "1h");

    public AgentsTokenCreateCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "create",
            "Print a one-time token with which one machine's agent registers",
            new Example("s2grid agents token create --labels rack=7,owner=alice --expires 1h", "One agent can register with it, within an hour."))
    {
        this.grid = grid;
        AddAll([labels, expires, .. grid.All]);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await using ClusterSession session = await grid.ClusterAsync(parse, cancellation);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in parse.GetRequiredValue(labels).SelectMany(given => given))
        {
            all[name] = value;
        }

        RegistrationToken token = await session.AskAsync(grains => grains.Agents.CreateToken(all, parse.GetValue(expires)), cancellation);
        await Terminal.Out.WriteLineAsync(token.Secret);
        await Terminal.Error.WriteLineAsync(Invariant(
            $"One agent can register with it until {token.ExpiresAt:u}. It is shown only this once; the cluster keeps its hash."));
        return ExitCode.Done;
    }

    private static bool TryReadLabels(string text, out Dictionary<string, string> labels)
    {
        string[][] pairs = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))];
        labels = [];
        foreach (string[] pair in pairs)
        {
            labels[pair[0]] = pair[^1];
        }

        return pairs.All(pair => pair is [{ Length: > 0 }, { Length: > 0 }]);
    }
}
