
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Pki;

/// <summary>The groups <c>s2grid pki</c> and <c>s2grid token</c>.</summary>
internal static class PkiCommands
{
    /// <summary><c>s2grid pki</c>.</summary>
    public static CommandGroup Pki(CliEnvironment environment) => new(
        "pki",
        "Make and renew the certificates of a cluster's silos and clients",
        [
            new("s2grid pki init", "An authority in the folder pki, for the cluster s2grid."),
            new("s2grid pki issue silo rack1", "What the silo rack1 shows to others."),
            new("s2grid pki issue client alice", "What Alice's s2grid shows to gateways."),
        ],
        new PkiInitCommand(environment),
        new PkiIssueCommand(environment),
        new PkiShowCommand(environment));

    /// <summary><c>s2grid token</c>.</summary>
    public static CommandGroup Token(CliEnvironment environment) => new(
        "token",
        "Make, list and revoke the tokens that give clients their roles",
        [
            new("s2grid token create alice --role operator", "Print a new token and add its hash to tokens.json."),
            new("s2grid token revoke alice", "Take it back; silos notice within a second."),
        ],
        new TokenCreateCommand(environment),
        new TokenListCommand(environment),
        new TokenRevokeCommand(environment));
}
