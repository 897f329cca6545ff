using S2Grid.Experiments.Results;

namespace S2Grid.Cli.Compare;

/// <summary>Writes a comparison in any format.</summary>
internal static class ComparisonWriter
{
    private const string MeanLabel = "geomean";

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="comparison">What to write.</param>
    /// <param name="format">Table, Markdown, CSV or JSON.</param>
    public static void Write(TextWriter output, SweepComparison comparison, Format format)
    {
        switch (format)
        {
            case Format.Csv:
                ComparisonCsv.Write(output, comparison);
                break;
            case Format.Json:
                ComparisonJson.Write(output, comparison);
                break;
            default:
                WriteText(output, comparison, format);
                break;
        }
    }

    private static void WriteText(TextWriter output, SweepComparison comparison, Format format)
    {
        bool isMarkdown = format == Format.Markdown;
        string last = "";
        foreach (ComparisonTable table in comparison.Tables)
        {
            string heading = ComparisonText.Heading(table);
            if (heading != last)
            {
                output.WriteHeading(isMarkdown ? heading : heading + "\n", format);
                last = heading;
            }

            output.WriteLine(isMarkdown ? $"**{ComparisonText.Title(table)}**\n" : ComparisonText.Title(table));
            TableOf(table).Write(output, format);
            output.WriteLine();
        }

        output.WriteNotes(ComparisonNotes.Of(comparison), format);
    }

    /// <summary>A comparison's table: values and changes side by side, the geometric mean last.</summary>
    public static TextTable TableOf(ComparisonTable table)
    {
        bool[] hasChanges = [.. table.Columns.Select((_, column) => column > 0 && table.Rows.Any(row => row.Cells[column] is not null))];
        bool hasValues = table.Rows.SelectMany(row => row.Cells).Any(cell => cell?.Value is not null || cell?.Group.Runs == 0);
        var text = new TextTable([.. table.By, .. table.Columns.SelectMany((name, column) => Headers(name, hasChanges[column]))]);
        foreach (ComparisonRow row in table.Rows)
        {
            text.Add([.. row.Values, .. row.Cells.SelectMany((cell, column) => Cells(cell, hasChanges[column]))]);
        }

        if (table.Means.Any(mean => mean.Value is not null || mean.Change is not null))
        {
            IEnumerable<string> label = table.By.Select((_, index) => index == 0 ? MeanLabel : "");
            text.Add([.. label, .. table.Means.SelectMany((mean, column) => Means(mean, hasChanges[column]))]);
        }

        return text;

        // A relative model has changes only, so the column's name goes to them.
        IEnumerable<string> Headers(string name, bool changes) =>
            hasValues ? changes ? [$" {name}", " change"] : [$" {name}"] : changes ? [$" {name}"] : [];

        IEnumerable<string> Cells(ComparisonCell? cell, bool changes) =>
            Chosen(ComparisonText.Value(table.Metric, cell), ComparisonText.Change(table.Metric, cell), changes);

        IEnumerable<string> Means(ComparisonMean mean, bool changes) =>
            Chosen(ComparisonText.Value(table.Metric, mean), ComparisonText.Change(table.Metric, mean), changes);

        IEnumerable<string> Chosen(string value, string change, bool changes) =>
            hasValues ? changes ? [value, change] : [value] : changes ? [change] : [];
    }
}
