using System.CommandLine;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid token revoke</c>: a token is taken back.</summary>
internal sealed class TokenRevokeCommand : CliCommand
{
    private readonly Argument<string> name = CliArgument.Text("NAME", "Who holds the token");
    private readonly Option<string> file = TokenStore.Option();

    public TokenRevokeCommand(CliEnvironment terminal)
        : base(
            terminal,
            "revoke",
            "Revoke a token: remove it from a tokens file",
            new Example("s2grid token revoke alice", "Silos that have tokens.json refuse Alice's token within a second.")) => AddAll(name, file);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string holder = parse.GetRequiredValue(name);
        var store = TokenStore.Of(Terminal, parse.GetRequiredValue(file));
        IReadOnlyList<Token> tokens = store.Read(mayBeMissing: false);
        Token[] left = [.. tokens.Where(token => token.Name != holder)];
        if (left.Length == tokens.Count)
        {
            throw new UsageException(UsageError.Unknown($"token in {store.Shown}:", holder, [.. tokens.Select(token => token.Name)]));
        }

        store.Write(left);
        await Terminal.Out.WriteLineAsync($"Revoked the token of {holder}.");
        return ExitCode.Done;
    }
}
