using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Terminal;

namespace S2Grid.Cli.Results;

/// <summary>What <c>s2grid results</c> was asked to do.</summary>
/// <param name="Sweep">The sweep's name, its id or a beginning of it.</param>
/// <param name="Where">The condition, or null for all results.</param>
/// <param name="Format">How to write the results.</param>
/// <param name="File">Where to write them; null for standard output.</param>
/// <param name="Measured">Whether to write what machines counted beside the simulator's counts instead of the runs.</param>
/// <param name="Place">Which grid.</param>
internal sealed record ResultsSettings(string Sweep, string? Where, Format Format, string? File, bool Measured, GridTarget Place) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (Format == Format.Parquet && File is null)
        {
            yield return new UsageError("--format parquet needs a file: add -o FILE", "parquet", "--format");
        }

        if (Measured && (Format != Format.Json || File is not null))
        {
            yield return new UsageError("--measured writes JSON to standard output: add --format json, and no -o", "--measured", "--measured");
        }
    }
}
