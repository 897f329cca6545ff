using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Pki;

/// <summary>What <c>s2grid token list</c> was asked to do.</summary>
/// <param name="File">The tokens file.</param>
/// <param name="Format">How to write the list.</param>
public sealed record TokenListSettings(string File, Format Format) : ISettings;
