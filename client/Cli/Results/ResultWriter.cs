using S2Grid.Cli.Clusters;
using S2Grid.Cli.Compare;
using S2Grid.Common;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Sweeps;
using S2Grid.Runs;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Results;

/// <summary>Writes a sweep's stored results in any format.</summary>
internal static class ResultWriter
{
    /// <summary>Writes the results that meet a condition to standard output.</summary>
    /// <param name="environment">Where to write.</param>
    /// <param name="grid">Where the sweep is.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="format">How to write.</param>
    /// <param name="where">The condition, or null for all results.</param>
    /// <param name="cancellation">Ends the writing in the middle.</param>
    public static async Task WriteAsync(
        CliEnvironment environment, GridSession grid, SweepStatus sweep, Format format, string? where, CancellationToken cancellation)
    {
        SweepSpecification specification = SweepPlans.Read(await grid.AskAsync(grains => grains.Sweep(sweep.Id).GetRequest(), cancellation));
        using SegmentReader reader = await grid.OpenResultsAsync(sweep.Id, specification.Plan, cancellation);
        switch (format)
        {
            case Format.Table or Format.Markdown:
                if (!WriteTables(environment.Out, specification, reader, sweep, where, format))
                {
                    await environment.Error.WriteLineAsync(Sentences.Nothing(where));
                }

                break;
            case Format.Json:
                reader.WriteJson(where, environment.Out, cancellation);
                break;
            default:
                string file = Path.GetTempFileName();
                try
                {
                    reader.Export(where, ExportFormat.Csv, file);
                    using StreamReader text = File.OpenText(file);
                    await CopyAsync(text, environment.Out, cancellation);
                }
                finally
                {
                    File.Delete(file);
                }

                break;
        }
    }

    /// <summary>Writes the results that meet a condition to a file: aside, then renamed, so that the file is whole or not there.</summary>
    public static async Task WriteFileAsync(
        GridSession grid, SweepStatus sweep, Format format, string? where, string path, CancellationToken cancellation)
    {
        SweepSpecification specification = SweepPlans.Read(await grid.AskAsync(grains => grains.Sweep(sweep.Id).GetRequest(), cancellation));
        using SegmentReader reader = await grid.OpenResultsAsync(sweep.Id, specification.Plan, cancellation);
        string aside = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            if (format is Format.Table or Format.Markdown)
            {
                await using StreamWriter text = File.CreateText(aside);
                WriteTables(text, specification, reader, sweep, where, format);
            }
            else
            {
                reader.Export(where, format == Format.Csv ? ExportFormat.Csv : format == Format.Json ? ExportFormat.Json : ExportFormat.Parquet, aside);
            }

            AtomicFile.Publish(aside, path);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Writes tables.</summary>
    /// <returns>Whether there was anything to write.</returns>
    private static bool WriteTables(
        TextWriter output, SweepSpecification specification, SegmentReader reader, SweepStatus sweep, string? where, Format format)
    {
        if (specification.Backend == Backend.Kvm)
        {
            MeasuredTable.Write(output, MeasuredResults.Read(sweep, specification, reader, where), format);
            return true;
        }

        var results = SweepResults.Read(sweep, specification, reader, where);
        ConfigurationTable.Write(output, results, format);
        return results.Configurations.Count > 0;
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to, CancellationToken cancellation)
    {
        char[] buffer = new char[1 << 16];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
        }
    }
}
