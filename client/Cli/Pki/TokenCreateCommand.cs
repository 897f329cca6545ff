using System.CommandLine;
using S2Grid.Contracts.Access;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid token create</c>: a new token and its role.</summary>
internal sealed class TokenCreateCommand : CliCommand
{
    private const int MaxDays = 36_500;
    private static readonly Dictionary<string, Role> Roles = Enum.GetValues<Role>().ToDictionary(role => role.ToString().ToLowerInvariant());

    private readonly Argument<string> name = CliArgument.Value<string>("NAME", "Who will hold the token", PkiNames.TryRead, PkiNames.Complaint);
    private readonly Option<Role> role = CliOption.Choice(
        "--role", "ROLE", $"What its holder may do: {string.Join(", ", Roles.Keys)}", Roles, "viewer");

    private readonly Option<int?> days = CliOption.OptionalNumber("--days", "N", "Days until it expires", 1, MaxDays, "never");
    private readonly Option<string> file = TokenStore.Option();

    public TokenCreateCommand(CliEnvironment terminal)
        : base(
            terminal,
            "create",
            "Print a new token, once, and add its hash to a tokens file",
            new("s2grid token create alice --role operator > alice.token", "Alice may start and stop sweeps; the token is in alice.token and nowhere else."),
            new("s2grid token create board --role viewer --days 90", "A display may look, for three months.")) => AddAll(name, role, days, file);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string holder = parse.GetRequiredValue(name);
        var store = TokenStore.Of(Terminal, parse.GetRequiredValue(file));
        IReadOnlyList<Token> tokens = store.Read(mayBeMissing: true);
        if (tokens.Any(token => token.Name == holder))
        {
            throw new UsageException(new UsageError($"{store.Shown} already has a token '{holder}'; revoke it first", holder));
        }

        string secret = TokensFile.NewSecret();
        DateTimeOffset? end = parse.GetValue(days) is { } good ? Terminal.Time.GetUtcNow().AddDays(good) : null;
        store.Write([.. tokens, new Token(holder, parse.GetValue(role), TokensFile.Hash(secret), end)]);
        await Terminal.Out.WriteLineAsync(secret);
        await Terminal.Error.WriteLineAsync($"This is the only time that the token of {holder} is shown; {store.Shown} has its hash.");
        return ExitCode.Done;
    }
}
