using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Sweeps;

/// <summary>What <c>s2grid sweeps resume</c> was asked to do.</summary>
/// <param name="Sweep">The sweep's name, its id or a beginning of it.</param>
/// <param name="Failed">Whether failed runs are run again.</param>
/// <param name="Place">Which grid.</param>
/// <param name="Detach">Whether to end when the sweep goes on.</param>
/// <param name="Format">How to write the results.</param>
/// <param name="Quiet">Whether to write nothing but results and errors.</param>
public sealed record ResumeSettings(string Sweep, bool Failed, GridPlace Place, bool Detach, Format Format, bool Quiet) : ISettings;
