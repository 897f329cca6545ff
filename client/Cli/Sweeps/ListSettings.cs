using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Sweeps;

/// <summary>What <c>s2grid sweeps list</c> was asked to do.</summary>
/// <param name="Format">How to write the list.</param>
/// <param name="Place">Which grid.</param>
public sealed record ListSettings(Format Format, GridPlace Place) : ISettings;
