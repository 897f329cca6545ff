using S2Grid.Contracts;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;

namespace S2Grid.Cli.Results;

/// <summary>Writes a <see cref="ResultTable"/>: a table per scenario, because what they count does not compare, and notes below.</summary>
internal static class ResultTableWriter
{
    /// <summary>Values that stand in every row, or in the notes, whether they vary or not.</summary>
    private static readonly string[] AlwaysShown = ["backing", "strategy"];

    /// <summary>Writes tables and notes.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="results">What to write.</param>
    /// <param name="sweep">The sweep whose results these are.</param>
    /// <param name="format">Table or Markdown.</param>
    public static void Write(TextWriter output, ResultTable results, SweepStatus sweep, Format format)
    {
        foreach (var scenario in results.Rows.GroupBy(row => (row.Configuration.Scenario, row.Scope)))
        {
            ResultRow[] rows = [.. scenario];
            string[] varying = [.. Varying(rows)];
            WriteHeading(output, rows, varying, format);
            TableOf(rows, varying).Write(output, format);
            output.WriteLine();
        }

        WritePublished(output, results, format);
        foreach (string note in ResultNotes.Of(results, sweep))
        {
            output.WriteLine(format == Format.Markdown ? $"- {note}" : note);
        }
    }

    /// <summary>Published figures beside what cost models predict for them: inside the interval or outside, or why nothing is predicted.</summary>
    private static void WritePublished(TextWriter output, ResultTable results, Format format)
    {
        TextTable table = PublishedTable.Of(PublishedComparison.Of(results));
        if (table.Count == 0)
        {
            return;
        }

        output.WriteLine(format == Format.Markdown ? "### Published beside predicted\n" : "Published beside predicted");
        table.Write(output, format);
        output.WriteLine();
    }

    /// <summary>The values that differ between rows, backing and strategy last.</summary>
    private static IEnumerable<string> Varying(ResultRow[] rows) =>
        rows[0].Configuration.EffectiveValues
            .Select(value => value.Name)
            .Where(name => !AlwaysShown.Contains(name) && rows.Select(row => Value(row, name)).Distinct().Skip(1).Any())
            .Concat(AlwaysShown);

    /// <summary>What was counted, and the values that all rows share.</summary>
    private static void WriteHeading(TextWriter output, ResultRow[] rows, string[] varying, Format format)
    {
        IEnumerable<string> same = rows[0].Configuration.EffectiveValues
            .Where(value => !varying.Contains(value.Name) && value.Name != "scenario")
            .Select(value => $"{value.Name} {value.Value}");
        string heading = $"{ResultNotes.Describe(rows[0].Scope)}, scenario {Value(rows[0], "scenario")}: {string.Join(", ", same)}";
        output.WriteLine(format == Format.Markdown ? $"### {heading}\n" : heading);
    }

    private static TextTable TableOf(ResultRow[] rows, string[] varying)
    {
        ResultColumn[] columns = [.. ResultColumns.Of(rows)];
        var table = new TextTable([.. varying, .. columns.Select(column => ' ' + column.Header)]);
        foreach (ResultRow row in rows)
        {
            table.Add([.. varying.Select(name => Value(row, name)), .. columns.Select(column => column.Cell(row))]);
        }

        return table;
    }

    private static string Value(ResultRow row, string name) => row.Configuration.EffectiveValues.First(value => value.Name == name).Value;
}
