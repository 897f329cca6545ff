using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Vm;

/// <summary>What <c>s2grid vm replay</c> was asked to do.</summary>
/// <param name="File">The file, or <c>-</c> for standard input.</param>
/// <param name="Check">Whether to compare with the counters in the file rather than to write lines.</param>
internal sealed record VmReplaySettings(string File, bool Check) : ISettings;
