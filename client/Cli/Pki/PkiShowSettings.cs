using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Pki;

/// <summary>What <c>s2grid pki show</c> was asked to do.</summary>
/// <param name="File">The file.</param>
public sealed record PkiShowSettings(string File) : ISettings;
