using System.Globalization;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid token list</c>: the tokens of a file, without what they are.</summary>
public sealed class TokenListCommand : CliCommand<TokenListSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption file = TokenStore.Option();
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);

    /// <summary>Creates the command.</summary>
    public TokenListCommand(CliEnvironment environment)
        : base("list", "List whose tokens a file has, with role and end")
    {
        this.environment = environment;
        Add(file);
        Add(format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid token list", "The tokens in tokens.json."),
        new("s2grid token list --file /etc/s2grid/tokens.json --format json", "Those of another file, for a program."),
    ];

    /// <inheritdoc/>
    protected override TokenListSettings Read(SettingsReader reader) => new(reader.Text(file)!, FormatSettings.Read(reader, format).Format);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(TokenListSettings settings, CancellationToken cancellation)
    {
        IReadOnlyList<Token> tokens = TokenStore.Of(environment, settings.File).Read(mayBeMissing: false);
        if (settings.Format == Format.Json)
        {
            JsonOutput.WriteArray(environment.Out, tokens, (json, token) =>
            {
                json.WriteString("name", token.Name);
                json.WriteString("role", RoleOf(token));
                if (token.Expires is { } end)
                {
                    json.WriteString("expires", end);
                }
                else
                {
                    json.WriteNull("expires");
                }

                json.WriteBoolean("expired", IsExpired(token));
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new TextTable("name", "role", "good until");
        foreach (Token token in tokens)
        {
            table.Add(token.Name, RoleOf(token), EndOf(token));
        }

        table.Write(environment.Out, settings.Format);
        return Task.FromResult(ExitCode.Done);
    }

    private string EndOf(Token token) => token.Expires is { } end
        ? end.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) + (IsExpired(token) ? " (expired)" : "")
        : "for ever";

    private bool IsExpired(Token token) => token.Expires <= environment.Time.GetUtcNow();

    private static string RoleOf(Token token) => token.Role.ToString().ToLowerInvariant();
}
