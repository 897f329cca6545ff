using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments;
using S2Grid.Grains;
using S2Grid.Storage;

namespace S2Grid.Cli.Results;

/// <summary>Writes a sweep's stored results in any format.</summary>
public static class ResultWriter
{
    /// <summary>Writes the results that meet a condition to standard output.</summary>
    /// <param name="environment">Where to write.</param>
    /// <param name="grid">Where the sweep is.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="format">How to write.</param>
    /// <param name="where">The condition, or null for all results.</param>
    public static async Task WriteAsync(CliEnvironment environment, GridSession grid, SweepStatus sweep, Format format, string? where = null)
    {
        SweepSpecification specification = SweepPlans.Read(await grid.Sweep(sweep.Id).GetRequest().ConfigureAwait(false));
        using SegmentReader reader = SegmentReader.Open(grid.Data, sweep.Id, specification.Plan);
        if (format is Format.Table or Format.Markdown)
        {
            ResultTable table = ResultTable.Build(specification, reader.ReadRuns(where));
            ResultTableWriter.Write(environment.Out, table, sweep, format);
            if (table.Rows.Count == 0)
            {
                await environment.Error.WriteLineAsync(where is null ? "There are no results yet." : "There are results, but no run meets the condition.").ConfigureAwait(false);
            }

            return;
        }

        string file = Path.GetTempFileName();
        try
        {
            reader.Export(where, ExportFormatOf(format), file);
            using StreamReader text = File.OpenText(file);
            await CopyAsync(text, environment.Out).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Writes the results that meet a condition to a file: aside first, then renamed, so that the file is whole or not there.</summary>
    public static async Task WriteFileAsync(GridSession grid, SweepStatus sweep, Format format, string? where, string path)
    {
        SweepSpecification specification = SweepPlans.Read(await grid.Sweep(sweep.Id).GetRequest().ConfigureAwait(false));
        using SegmentReader reader = SegmentReader.Open(grid.Data, sweep.Id, specification.Plan);
        string aside = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            if (format is Format.Table or Format.Markdown)
            {
                await using StreamWriter text = File.CreateText(aside);
                ResultTableWriter.Write(text, ResultTable.Build(specification, reader.ReadRuns(where)), sweep, format);
            }
            else
            {
                reader.Export(where, ExportFormatOf(format), aside);
            }

            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private static ExportFormat ExportFormatOf(Format format) => format switch
    {
        Format.Csv => ExportFormat.Csv,
        Format.Json => ExportFormat.Json,
        _ => ExportFormat.Parquet,
    };

    private static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        char[] buffer = new char[1 << 16];
        int count;
        while ((count = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
    }
}
