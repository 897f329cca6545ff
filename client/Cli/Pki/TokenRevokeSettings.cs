using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Pki;

/// <summary>What <c>s2grid token revoke</c> was asked to do.</summary>
/// <param name="Name">Whose token to take back.</param>
/// <param name="File">The tokens file.</param>
public sealed record TokenRevokeSettings(string Name, string File) : ISettings;
