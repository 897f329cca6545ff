using System.CommandLine;
using System.Globalization;
using S2Grid.Cli.Output;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Pki;

/// <summary>The groups <c>s2grid pki</c> and <c>s2grid token</c>.</summary>
internal static class PkiCommands
{
    /// <summary><c>s2grid pki</c>.</summary>
    public static CommandGroup Pki(CliEnvironment terminal) => new(
        terminal,
        "pki",
        "Make and renew the certificates of a cluster's silos and clients",
        [
            new("s2grid pki init", "An authority in the folder pki, for the cluster s2grid."),
            new("s2grid pki issue silo rack1", "For the silo rack1."),
            new("s2grid pki issue client alice", "For Alice's s2grid."),
        ],
        new PkiInitCommand(terminal),
        new PkiIssueCommand(terminal),
        new PkiShowCommand(terminal));

    /// <summary><c>s2grid token</c>.</summary>
    public static CommandGroup Token(CliEnvironment terminal) => new(
        terminal,
        "token",
        "Make, list and revoke the tokens that give clients their roles",
        [
            new("s2grid token create alice --role operator", "Print a new token and add its hash to tokens.json."),
            new("s2grid token revoke alice", "Revoke it; silos notice within a second."),
        ],
        new TokenCreateCommand(terminal),
        TokenList(terminal),
        new TokenRevokeCommand(terminal));

    private static ListCommand<Token> TokenList(CliEnvironment terminal)
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
                (TokenStore.Of(terminal, parse.GetRequiredValue(file)).Read(mayBeMissing: false), null)),
            file);

        string EndOf(Token token) => token.Expires is { } end
            ? end.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) + (IsExpired(token) ? " (expired)" : "")
            : "never";

        bool IsExpired(Token token) => token.Expires <= terminal.Time.GetUtcNow();
    }
}
