using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;

namespace S2Grid.Views.Results;

/// <summary>Writes the stored results of a sweep that meet a condition, in any format.</summary>
public static class ResultWriter
{
    /// <summary>Writes them to standard output.</summary>
    public static async Task WriteAsync(
        CliEnvironment environment, Page page, StoredSweep sweep, string? where, CancellationToken cancellation)
    {
        switch (page.Format)
        {
            case Format.Json:
                WriteJson(environment.Out, sweep, where, cancellation);
                break;
            case Format.Csv:
                string file = Path.GetTempFileName();
                try
                {
                    sweep.Runs.Export(where, ExportFormat.Csv, file);
                    using StreamReader text = File.OpenText(file);
                    await CopyAsync(text, environment.Out, cancellation);
                }
                finally
                {
                    File.Delete(file);
                }

                break;
            default:
                if (!WriteTables(page, sweep, where))
                    await environment.Error.WriteLineAsync(Notes.Nothing(where));

                break;
        }
    }

    /// <summary>Writes them to a file, which is whole or not there.</summary>
    /// <param name="pageOf">How tables are written to some output.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="format">The format.</param>
    /// <param name="where">The condition; null for all runs.</param>
    /// <param name="path">The file.</param>
    public static void WriteFile(
        Func<TextWriter, Page> pageOf, StoredSweep sweep, Format format, string? where, string path) => AtomicFile.Write(path, aside =>
    {
        if (format == Format.Csv)
        {
            sweep.Runs.Export(where, ExportFormat.Csv, aside);
        }
        else if (format is Format.Parquet or Format.Arrow)
        {
            ExportFormat form = format == Format.Arrow ? ExportFormat.Arrow : ExportFormat.Parquet;
            sweep.Runs.Export(where, form, aside, ResultDocument.Of(sweep, where).Metadata);
        }
        else
        {
            using StreamWriter text = File.CreateText(aside);
            if (format == Format.Json)
                WriteJson(text, sweep, where, CancellationToken.None);
            else
                WriteTables(pageOf(text), sweep, where);
        }
    });

    /// <summary>Writes the document of a sweep with its runs, which pass one at a time.</summary>
    private static void WriteJson(TextWriter output, StoredSweep sweep, string? where, CancellationToken cancellation) =>
        ResultDocument.Of(sweep, where).WriteJson(output, text => sweep.Runs.WriteJson(where, text, cancellation));

    /// <summary>Writes tables.</summary>
    /// <returns>Whether there was anything to write.</returns>
    private static bool WriteTables(Page page, StoredSweep sweep, string? where)
    {
        if (sweep.Specification.Backend == Backend.Kvm)
        {
            MeasuredTable.Write(page, new MeasuredResults(sweep, where));
            return true;
        }

        var results = new SweepResults(sweep, where);
        ConfigurationTable.Write(page, results);
        return results.Configurations.Count > 0;
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to, CancellationToken cancellation)
    {
        char[] buffer = new char[1 << 16];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
            await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
    }
}
