using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Compare;
using S2Grid.Runs;
using S2Grid.Terminal;

namespace S2Grid.Cli.Reports;

/// <summary>What <c>s2grid report</c> was asked to do.</summary>
/// <param name="Sweep">The sweep's name, its id or a beginning of it.</param>
/// <param name="Folder">Where to write; it is made.</param>
/// <param name="Baseline">What is compared with what; null for the sweep's own baseline.</param>
/// <param name="Where">Only runs that meet this condition; null for all.</param>
/// <param name="IsForced">Whether a report that is there is replaced.</param>
/// <param name="Place">Which grid.</param>
internal sealed record ReportSettings(string Sweep, string? Folder, AxisPattern? Baseline, string? Where, bool IsForced, GridTarget Place) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (string.IsNullOrEmpty(Folder))
        {
            yield return new UsageError("a report needs a folder to write to: -o DIR", ReportCommand.FolderOption);
        }
    }

    /// <summary>The comparison that the report is about: backings in rows, or strategies where backings are compared; everything else above the tables.</summary>
    internal CompareSettings Comparison => new(Sweep, null, [], Baseline, [], Where, Format.Table, Place) { UsualRows = ["backing", "strategy"] };
}
