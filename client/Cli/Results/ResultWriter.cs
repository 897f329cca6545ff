using S2Grid.Cli.Clusters;
using S2Grid.Cli.Measured;
using S2Grid.Contracts;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Grains;
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
        if (format is Format.Table or Format.Markdown && specification.Backend == Backend.Kvm)
        {
            WriteMeasured(environment.Out, specification, reader, sweep, where, format);
            return;
        }

        if (format is Format.Table or Format.Markdown)
        {
            ResultTable table = Tabulate(specification, reader, where, cancellation);
            ResultTableWriter.Write(environment.Out, table, sweep, format);
            if (table.Rows.Count == 0)
            {
                await environment.Error.WriteLineAsync(where is null ? "There are no results yet." : "Here no run meets the condition.");
            }

            return;
        }

        string file = Path.GetTempFileName();
        try
        {
            reader.Export(where, ExportFormatOf(format), file);
            using StreamReader text = File.OpenText(file);
            await CopyAsync(text, environment.Out, cancellation);
        }
        finally
        {
            File.Delete(file);
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
            if (format is Format.Table or Format.Markdown && specification.Backend == Backend.Kvm)
            {
                await using StreamWriter text = File.CreateText(aside);
                WriteMeasured(text, specification, reader, sweep, where, format);
            }
            else if (format is Format.Table or Format.Markdown)
            {
                await using StreamWriter text = File.CreateText(aside);
                ResultTableWriter.Write(text, Tabulate(specification, reader, where, cancellation), sweep, format);
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

    private static void WriteMeasured(
        TextWriter output, SweepSpecification specification, SegmentReader reader, SweepStatus sweep, string? where, Format format)
    {
        MeasuredTableWriter.Write(output, MeasuredTable.Build(reader.ReadMeasured(where)), sweep, format);
        IReadOnlyList<RunGroup> groups = reader.Group(where, ["strategy"], ResultTable.MostRows).Groups;
        PublishedTable.WriteMeasured(output, MeasuredFigures.Of(new ComparedSweep(sweep.Name, specification, groups)), format);
    }

    private static ResultTable Tabulate(
        SweepSpecification specification, SegmentReader reader, string? where, CancellationToken cancellation) =>
        ResultTable.Build(specification, reader.ReadRuns(where).Select(run =>
        {
            cancellation.ThrowIfCancellationRequested();
            return run;
        }));

    private static ExportFormat ExportFormatOf(Format format) => format switch
    {
        Format.Csv => ExportFormat.Csv,
        Format.Json => ExportFormat.Json,
        _ => ExportFormat.Parquet,
    };

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
