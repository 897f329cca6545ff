using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid token revoke</c>: a token is taken back.</summary>
public sealed class TokenRevokeCommand : CliCommand<TokenRevokeSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "Whose token" };
    private readonly ValueOption file = TokenStore.Option();

    /// <summary>Creates the command.</summary>
    public TokenRevokeCommand(CliEnvironment environment)
        : base("revoke", "Take a token back: remove it from a tokens file")
    {
        this.environment = environment;
        Add(name);
        Add(file);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid token revoke alice", "Silos that have tokens.json refuse Alice's token within a second."),
    ];

    /// <inheritdoc/>
    protected override TokenRevokeSettings Read(SettingsReader reader) => new(reader.Text(name) ?? "", reader.Text(file)!);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(TokenRevokeSettings settings, CancellationToken cancellation)
    {
        var store = TokenStore.Of(environment, settings.File);
        IReadOnlyList<Token> tokens = store.Read(mayBeMissing: false);
        Token[] left = [.. tokens.Where(token => token.Name != settings.Name)];
        if (left.Length == tokens.Count)
        {
            string[] known = [.. tokens.Select(token => token.Name)];
            string message = $"{store.Shown} has no token '{settings.Name}'";
            throw new UsageException([known.Length > 0 ? UsageError.Unknown(message, settings.Name, known) : new UsageError(message, settings.Name)]);
        }

        store.Write(left);
        await environment.Out.WriteLineAsync($"Revoked the token of {settings.Name}.");
        return ExitCode.Done;
    }
}
