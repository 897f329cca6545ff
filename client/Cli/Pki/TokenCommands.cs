using S2Grid.Cli.Output;
using S2Grid.Contracts.Access;

namespace S2Grid.Cli.Pki;

/// <summary>The group <c>s2grid token</c>.</summary>
internal static class TokenCommands
{
    private const int MaxDays = 36_500;

    private static readonly Dictionary<string, Role> Roles =
        Enum.GetValues<Role>().ToDictionary(role => role.ToString().ToLowerInvariant());

    public static CommandGroup Of(CliEnvironment terminal) => new(
        terminal,
        "token",
        "Make, list and revoke the tokens that give clients their roles",
        [
            new("s2grid token create alice --role operator", "Print a new token and add its hash to tokens.json."),
            new("s2grid token revoke alice", "Revoke it; silos notice within a second."),
        ],
        Create(terminal),
        List(terminal),
        Revoke(terminal));

    private static CliCommand Create(CliEnvironment terminal)
    {
        Argument<string> name = PkiName.Argument("Who will hold the token");
        Option<Role> role = CliOption.Choice(
            "--role", "ROLE", $"What its holder may do: {string.Join(", ", Roles.Keys)}", Roles, "viewer");
        Option<int?> days = CliOption.OptionalNumber("--days", "N", "Days until it expires", 1, MaxDays, "never");
        Option<string> file = TokenStore.Option();
        return new CliCommand(
            terminal,
            "create",
            "Print a new token, once, and add its hash to a tokens file",
            [
                new("s2grid token create alice --role operator > alice.token",
                    "Alice may start and stop sweeps; the token is in alice.token and nowhere else."),
                new("s2grid token create board --role viewer --days 90", "A display may look, for three months."),
            ],
            async (parse, _) =>
            {
                string holder = parse.GetRequiredValue(name);
                var store = TokenStore.Of(terminal, parse.GetRequiredValue(file));
                string secret = TokensFile.NewSecret();
                DateTimeOffset? end = parse.GetValue(days) is { } good ? terminal.Time.GetUtcNow().AddDays(good) : null;
                store.Change(mayBeMissing: true, tokens => tokens.Any(token => token.Name == holder)
                    ? throw new UsageException(new UsageError($"{store.Shown} already has a token '{holder}'; revoke it first", holder))
                    : [.. tokens, new Token(holder, parse.GetValue(role), TokensFile.Hash(secret), end)]);
                await terminal.Out.WriteLineAsync(secret);
                await terminal.Error.WriteLineAsync(
                    $"This is the only time that the token of {holder} is shown; {store.Shown} has its hash.");
                return ExitCode.Done;
            },
            name, role, days, file);
    }

    private static ListCommand<Token> List(CliEnvironment terminal)
    {
        Option<string> file = TokenStore.Option();
        return new(
            terminal,
            "list",
            "List the holders of a file's tokens, their roles, and when they expire",
            [
                new("s2grid token list", "The tokens in tokens.json."),
                new("s2grid token list --file /etc/s2grid/tokens.json --format json", "Those of another file, for a program."),
            ],
            new(
                token => new { token.Name, token.Role, token.Expires, Expired = IsExpired(token) },
                new("name", token => token.Name),
                new("role", token => token.Role.ToString().ToLowerInvariant()),
                new("expires", EndOf)),
            (parse, _) => Task.FromResult<(IReadOnlyList<Token>, string?)>(
                (TokenStore.Of(terminal, parse.GetRequiredValue(file)).Read(), null)),
            file);

        string EndOf(Token token) => token.Expires is { } end
            ? end.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) + (IsExpired(token) ? " (expired)" : "")
            : "never";

        bool IsExpired(Token token) => token.Expires <= terminal.Time.GetUtcNow();
    }

    private static CliCommand Revoke(CliEnvironment terminal)
    {
        Argument<string> name = CliArgument.Text("NAME", "Who holds the token");
        Option<string> file = TokenStore.Option();
        return new CliCommand(
            terminal,
            "revoke",
            "Revoke a token: remove it from a tokens file",
            [new("s2grid token revoke alice", "Silos that have tokens.json refuse Alice's token within a second.")],
            async (parse, _) =>
            {
                string holder = parse.GetRequiredValue(name);
                var store = TokenStore.Of(terminal, parse.GetRequiredValue(file));
                store.Change(mayBeMissing: false, tokens =>
                {
                    Token[] left = [.. tokens.Where(token => token.Name != holder)];
                    return left.Length < tokens.Count ? left : throw new UsageException(
                        UsageError.Unknown($"token in {store.Shown}:", holder, [.. tokens.Select(token => token.Name)]));
                });
                await terminal.Out.WriteLineAsync($"Revoked the token of {holder}.");
                return ExitCode.Done;
            },
            name, file);
    }
}
