
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Planning;

namespace S2Grid.Cli.Run;

/// <summary>What <c>s2grid run</c> was asked to do.</summary>
/// <param name="Source">A preset's name or a file.</param>
/// <param name="Sets">Axis values that replace those of the specification.</param>
/// <param name="Repeats">The number of repeats, or null for the specification's.</param>
/// <param name="Name">The sweep's name, or null for the specification's.</param>
/// <param name="Place">Which grid.</param>
/// <param name="DryRun">Whether to show what would run instead of running it.</param>
/// <param name="Policy">How the sweep shares the grid.</param>
/// <param name="Detach">Whether to end when the sweep is started.</param>
/// <param name="VerifyCounts">Whether machines are to count, and differences are failures.</param>
/// <param name="Format">How to write the results.</param>
/// <param name="Quiet">Whether to write nothing but results and errors.</param>
public sealed record RunSettings(
    string Source,
    IReadOnlyList<AxisOverride> Sets,
    int? Repeats,
    string? Name,
    GridPlace Place,
    bool DryRun,
    SweepPolicy Policy,
    bool Detach,
    bool VerifyCounts,
    Format Format,
    bool Quiet) : ISettings;
