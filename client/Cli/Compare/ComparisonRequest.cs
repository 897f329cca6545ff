
using S2Grid.Runs;

namespace S2Grid.Cli.Compare;

/// <summary>What is to be compared, and how.</summary>
/// <param name="By">The values that vary from row to row; empty for the usual ones.</param>
/// <param name="UsualRows">The values to take where <paramref name="By"/> is empty, as long as they do vary and are not what is compared.</param>
/// <param name="Baseline">What is compared with what, within one sweep; null for the sweep's own baseline.</param>
/// <param name="Metrics">Names of metrics; empty for those that the results suggest.</param>
/// <param name="Where">Only runs that meet this condition; null for all.</param>
internal sealed record ComparisonRequest(
    IReadOnlyList<string> By, IReadOnlyList<string> UsualRows, AxisPattern? Baseline, IReadOnlyList<string> Metrics, string? Where);
