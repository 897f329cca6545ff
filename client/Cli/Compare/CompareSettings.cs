using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Runs;
using S2Grid.Terminal;

namespace S2Grid.Cli.Compare;

/// <summary>What <c>s2grid compare</c> was asked to do.</summary>
/// <param name="Sweep">The sweep's name, its id or a beginning of it; the baseline if there are two.</param>
/// <param name="Other">The sweep to compare with it; null to compare within one sweep.</param>
/// <param name="By">The values that vary from row to row; empty for the usual ones.</param>
/// <param name="Baseline">What is compared with what, within one sweep; null for the sweep's own baseline.</param>
/// <param name="Metrics">Names of metrics; empty for those that the results suggest.</param>
/// <param name="Where">Only runs that meet this condition; null for all.</param>
/// <param name="Format">How to write the result.</param>
/// <param name="Place">Which grid.</param>
internal sealed record CompareSettings(
    string Sweep,
    string? Other,
    IReadOnlyList<string> By,
    AxisPattern? Baseline,
    IReadOnlyList<string> Metrics,
    string? Where,
    Format Format,
    GridTarget Place) : ISettings
{
    /// <summary>The values that vary from row to row where <see cref="By"/> is empty, as long as they do vary and are not what is compared.</summary>
    public IReadOnlyList<string> UsualRows { get; init; } = ["backing", "memory"];

    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (Other is not null && Baseline is not null)
        {
            const string reason = "--baseline says what is compared within one sweep; of two sweeps the first is the baseline";
            yield return new UsageError(reason, ComparedAxes.BaselineOption);
        }
    }
}
