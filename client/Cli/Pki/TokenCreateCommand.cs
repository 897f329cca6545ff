using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Access;
using S2Grid.Experiments.Models;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid token create</c>: a new token and its role.</summary>
public sealed class TokenCreateCommand : CliCommand<TokenCreateSettings>
{
    private const int MostDays = 36_500;
    private static readonly Dictionary<string, Role> Roles = Enum.GetValues<Role>().ToDictionary(role => role.ToString().ToLowerInvariant());

    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "Whose the token is" };
    private readonly ValueOption role = new("--role", "ROLE", $"What its holder may do: {string.Join(", ", Roles.Keys)}", "viewer", choices: () => Roles.Keys);
    private readonly ValueOption days = new("--days", "N", "For how many days it is good", fallbackNote: "for ever");
    private readonly ValueOption file = TokenStore.Option();

    /// <summary>Creates the command.</summary>
    public TokenCreateCommand(CliEnvironment environment)
        : base("create", "Print a new token, once, and add its hash to a tokens file")
    {
        this.environment = environment;
        Add(name);
        Add(role);
        Add(days);
        Add(file);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid token create alice --role operator > alice.token", "Alice may start and stop sweeps; the token is in alice.token and nowhere else."),
        new("s2grid token create board --role viewer --days 90", "A display may look, for three months."),
    ];

    /// <inheritdoc/>
    protected override TokenCreateSettings Read(SettingsReader reader) => new(
        reader.Text(name) ?? "", reader.Choice(role, Roles), reader.Number(days, 1, MostDays), reader.Text(file)!);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(TokenCreateSettings settings, CancellationToken cancellation)
    {
        var store = TokenStore.Of(environment, settings.File);
        IReadOnlyList<Token> tokens = store.Read(mayBeMissing: true);
        if (tokens.Any(token => token.Name == settings.Name))
        {
            throw new UsageException([new UsageError($"{store.Shown} has a token '{settings.Name}' already; revoke it first", settings.Name)]);
        }

        string secret = TokensFile.NewSecret();
        DateTimeOffset? end = settings.Days is { } good ? environment.Time.GetUtcNow().AddDays(good) : null;
        store.Write([.. tokens, new Token(settings.Name, settings.Role, TokensFile.Hash(secret), end)]);
        await environment.Out.WriteLineAsync(secret);
        await environment.Error.WriteLineAsync($"This is the only time that the token of {settings.Name} is shown; {store.Shown} has its hash.");
        return ExitCode.Done;
    }
}
