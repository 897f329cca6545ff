using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Sweeps;

/// <summary>What <c>s2grid sweeps why</c> was asked to do.</summary>
/// <param name="Sweep">The sweep's name, its id or a beginning of it.</param>
/// <param name="Run">The run's number.</param>
/// <param name="Format">How to write the answer.</param>
/// <param name="Place">Which grid.</param>
public sealed record WhySettings(string Sweep, long Run, Format Format, GridPlace Place) : ISettings;
