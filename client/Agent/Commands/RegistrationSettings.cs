using System.CommandLine;
using S2Grid.Agent.Gateway;

namespace S2Grid.Agent.Commands;

/// <summary>The options with which a machine joins a grid.</summary>
internal sealed class RegistrationSettings
{
    private readonly Option<string?> token = new("--token")
    {
        HelpName = "TOKEN",
        Description = "The one-time token that 's2grid agents token create' printed",
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        HelpName = "FILE",
        Description = "A file with the token, or - for standard input: other users of this machine see no token in the list of processes",
    };

    private readonly FallbackOption<string> name = new("--name", Environment.MachineName)
    {
        HelpName = "NAME",
        Description = "What the machine is called in the grid [default: its host name]",
    };

    private readonly Option<bool> ephemeral = new("--ephemeral")
    {
        Description = "The grid forgets the agent once it is gone",
    };

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [token, tokenFile, name, ephemeral];

    /// <summary>What the command line says; null if it has no token.</summary>
    /// <exception cref="AgentException">The token cannot be read, or no silo is named.</exception>
    internal RegistrationRequest? Read(ParseResult parse, SiloSettings silos)
    {
        if (ReadToken(parse) is not { } text)
        {
            return null;
        }

        string[] addresses = silos.Silos(parse);
        return addresses.Length == 0
            ? throw new AgentException("Say where to register: --silo https://HOST:PORT.")
            : new RegistrationRequest
            {
                Token = text,
                Name = name.Read(parse),
                Silos = addresses,
                CertificateAuthority = silos.Authority(parse),
                Ephemeral = parse.GetValue(ephemeral),
            };
    }

    private string? ReadToken(ParseResult parse)
    {
        if (parse.GetValue(tokenFile) is not { } path)
        {
            return parse.GetValue(token);
        }

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
