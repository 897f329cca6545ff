using System.CommandLine;

namespace S2Grid.Agent.Commands;

/// <summary>The options that say which silos there are and whom to believe.</summary>
internal sealed class SiloSettings
{
    private readonly Option<string[]> silos = new("--silo")
    {
        HelpName = "ADDRESS",
        Description = "A silo's gateway for agents: https://HOST:PORT, or http://127.0.0.1:PORT; may be repeated, any of them will do",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> authority = new("--ca")
    {
        HelpName = "FILE",
        Description = "Certificate of the authority that signs silos' certificates [default: those that this system trusts]",
    };

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [silos, authority];

    /// <summary>The silos' addresses; empty if none was given.</summary>
    internal string[] Silos(ParseResult parse) => parse.GetValue(silos) ?? [];

    /// <summary>The authority's certificate, as a full path.</summary>
    internal string? Authority(ParseResult parse) => parse.GetValue(authority) is { } path ? Path.GetFullPath(path) : null;
}
