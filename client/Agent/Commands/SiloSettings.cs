namespace S2Grid.Agent.Commands;

/// <summary>The options that say which silos there are and whom to trust.</summary>
internal sealed class SiloSettings
{
    private readonly Option<IReadOnlyList<string>> silos = CliOption.Texts(
        "--silo", "ADDRESS", "A silo's gateway for agents: https://HOST:PORT, or http://127.0.0.1:PORT; any of them will do");

    private readonly Option<string?> authority = CliOption.OptionalText(
        "--ca", "FILE", "Certificate of the authority that signs silos' certificates", "those that this system trusts");

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [silos, authority];

    /// <summary>The silos' addresses; empty if none was given.</summary>
    internal IReadOnlyList<string> Silos(ParseResult parse) => parse.GetRequiredValue(silos);

    /// <summary>The authority's certificate, as a full path.</summary>
    internal string? Authority(ParseResult parse) => parse.GetValue(authority) is { } path ? Path.GetFullPath(path) : null;
}
