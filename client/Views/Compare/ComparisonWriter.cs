using S2Grid.Views.Output;

namespace S2Grid.Views.Compare;

/// <summary>Writes a comparison in any format.</summary>
public static class ComparisonWriter
{
    private const string MeanLabel = "geomean";

    /// <summary>Writes a comparison in any format.</summary>
    public static void Write(Page page, SweepComparison comparison, ResultDocument document)
    {
        switch (page.Format)
        {
            case Format.Csv:
                document.Cells.WriteCsv(page.Out);
                break;
            case Format.Json:
                document.WriteJson(page.Out);
                break;
            default:
                WriteTables(page, comparison);
                page.WriteNotes([.. Legend(page), .. ComparisonNotes.Of(comparison, hasMeans: page.Format != Format.Mail)]);
                break;
        }
    }

    /// <summary>Writes a comparison to a file, which is whole or not there.</summary>
    public static async Task WriteFileAsync(
        Func<TextWriter, Page> pageOf, Format format, SweepComparison comparison, ResultDocument document, string path)
    {
        if (format == Format.Parquet)
        {
            AtomicFile.Write(path, await ParquetTable.WriteAsync(document.Cells.Columns, document.Cells.Rows, document.Metadata));
            return;
        }

        using var text = new StringWriter();
        Write(pageOf(text), comparison, document);
        AtomicFile.Write(path, text.ToString());
    }

    /// <summary>Writes the tables, each with what it is about; for a mail with what changes only beside the baseline.</summary>
    public static void WriteTables(Page page, SweepComparison comparison)
    {
        string last = "";
        foreach (ComparisonTable table in comparison.Tables)
        {
            string heading = ComparisonText.Heading(table);
            if (heading != last)
            {
                page.WriteHeading(heading);
                if (!page.IsMarkdown)
                    page.Write();

                last = heading;
            }

            page.Write(page.IsMarkdown ? $"**{ComparisonText.Title(table)}**\n" : ComparisonText.Title(table));
            foreach (TextTable part in page.Format == Format.Mail ? LetterTable.Of(table) : [TableOf(table)])
            {
                page.Write(part);
                page.Write();
            }
        }
    }

    /// <summary>How to read the tables of a mail.</summary>
    public static IEnumerable<string> Legend(Page page) => page.Format == Format.Mail ? [LetterTable.Legend] : [];

    /// <summary>Says where the program counted wrong.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int WriteFaults(CliEnvironment terminal, SweepComparison comparison)
    {
        foreach (string fault in comparison.Faults)
            terminal.WriteError(fault);

        return comparison.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>A comparison's table: values and changes side by side, the geometric mean last.</summary>
    public static TextTable TableOf(ComparisonTable table)
    {
        bool[] hasChanges = [.. table.Columns.Select((_, column) => column > 0 && table.Rows.Any(row => row.Cells[column] is not null))];
        bool hasValues = table.Rows.SelectMany(row => row.Cells)
            .Any(cell => cell is not null && (cell.Value is not null || cell.Word is not null || cell.Group.Runs == 0));
        var text = new TextTable(
            [.. table.By, .. table.Columns.SelectMany((name, column) => Shown(column, $" {name}", hasValues ? "  change" : $" {name}"))]);
        foreach (ComparisonRow row in table.Rows)
        {
            text.Add([.. row.Values, .. row.Cells.SelectMany((cell, column) =>
                Shown(column, ComparisonText.Value(table.Metric, cell), ComparisonText.Change(table.Metric, cell)))]);
        }

        if (table.Means.Any(mean => mean.Value is not null || mean.Change is not null))
        {
            IEnumerable<string> label = table.By.Select((_, index) => index == 0 ? MeanLabel : "");
            text.Add([.. label, .. table.Means.SelectMany((mean, column) =>
                Shown(column, ComparisonText.Value(table.Metric, mean), ComparisonText.Change(table.Metric, mean)))]);
        }

        return text;

        // A relative model has changes only, so the column's name goes to them.
        IEnumerable<string> Shown(int column, string value, string change) =>
            [.. hasValues ? [value] : Array.Empty<string>(), .. hasChanges[column] ? [change] : Array.Empty<string>()];
    }
}
