using S2Grid.Agent.Gateway;

namespace S2Grid.Agent.Commands;

/// <summary>The options with which a machine joins a grid.</summary>
/// <param name="fallbackName">The machine's name where none is given; null for its host name.</param>
internal sealed class RegistrationSettings(string? fallbackName = null)
{
    private readonly Option<string?> token = CliOption.OptionalText(
        "--token", "TOKEN", "The one-time token that 's2grid agents token create' printed");

    private readonly Option<string?> tokenFile = CliOption.OptionalText(
        "--token-file",
        "FILE",
        "A file with the token, or - for standard input: it does not show in the list of processes, which other users of this machine see");

    private readonly Option<string?> name =
        CliOption.OptionalText("--name", "NAME", "What the machine is called in the grid", fallbackName ?? "its host name");
    private readonly Option<bool> ephemeral = CliOption.Flag("--ephemeral", "The grid forgets the agent once it is gone");

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [.. Required, ephemeral];

    /// <summary>Those that every registration has.</summary>
    internal IEnumerable<Option> Required => [token, tokenFile, name];

    /// <summary>What the command line says; null if it has no token.</summary>
    /// <exception cref="AgentException">The token cannot be read, or no silo is named.</exception>
    internal RegistrationRequest? Read(ParseResult parse, SiloSettings silos)
    {
        if (ReadToken(parse) is not { } text)
            return null;

        IReadOnlyList<string> addresses = silos.Silos(parse);
        return addresses.Count == 0
            ? throw new AgentException("No silo given: add --silo https://HOST:PORT.")
            : new RegistrationRequest
            {
                Token = text,
                Name = parse.GetValue(name) ?? fallbackName ?? Environment.MachineName,
                Silos = addresses,
                CertificateAuthority = silos.Authority(parse),
                Ephemeral = parse.GetValue(ephemeral),
            };
    }

    private string? ReadToken(ParseResult parse)
    {
        if (parse.GetValue(tokenFile) is not { } path)
            return parse.GetValue(token);

        try
        {
            return (path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"--token-file {path}: {exception.Message}");
        }
    }
}
