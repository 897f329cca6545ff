using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Sweeps;

/// <summary>What a command about one sweep was asked to do.</summary>
/// <param name="Sweep">The sweep's name, its id or a beginning of it.</param>
/// <param name="Place">Which grid.</param>
/// <param name="Format">How to write the answer.</param>
public sealed record SweepSettings(string Sweep, GridPlace Place, Format Format = Format.Table) : ISettings;
