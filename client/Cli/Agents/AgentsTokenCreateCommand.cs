using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;
using static System.FormattableString;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents token create</c>: a token with which one agent registers.</summary>
public sealed class AgentsTokenCreateCommand : CliCommand<AgentsTokenCreateSettings>
{
    private readonly CliEnvironment environment;
    private readonly ListOption labels = new("--labels", "NAME=VALUE", "Words that the agent will have");
    private readonly ValueOption expires = new("--expires", "TIME", "For how long it can be used: 30m, 1h, 7d; at most 30d", "1h");
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public AgentsTokenCreateCommand(CliEnvironment environment)
        : base("create", "Print a token with which one machine's agent registers, once")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        Add(labels);
        Add(expires);
        AddAll(place.All);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid agents token create --labels rack=7,owner=alice --expires 1h", "One agent can register with it, within an hour."),
    ];

    /// <inheritdoc/>
    protected override AgentsTokenCreateSettings Read(SettingsReader reader) => new(
        ReadLabels(reader),
        reader.Value<TimeSpan>(expires, TimeText.TryRead, "is no time; write 90s, 30m, 1h or 7d"),
        place.Read(reader));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(AgentsTokenCreateSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await AgentsPlace.OpenAsync(environment, settings.Place, cancellation);
        RegistrationToken token = await grid.AskAsync(grains => grains.Agents.CreateToken(settings.Labels, settings.Life), cancellation);
        await environment.Out.WriteLineAsync(token.Secret);
        await environment.Error.WriteLineAsync(Invariant(
            $"One agent can register with it until {token.ExpiresAt:u}. It is shown this once; the cluster has its hash."));
        return ExitCode.Done;
    }

    private Dictionary<string, string> ReadLabels(SettingsReader reader)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in reader.Texts(labels).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value])
            {
                words[name] = value;
            }
            else
            {
                reader.Refuse(labels.Name, text, "is not written NAME=VALUE", []);
            }
        }

        return words;
    }
}
