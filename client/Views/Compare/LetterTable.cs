using S2Grid.Views.Output;

namespace S2Grid.Views.Compare;

/// <summary>
/// A comparison's table as mailing lists like it: plain text, aligned, no wider than a mail. Backings in rows, the baseline's value, and a
/// change for each candidate; candidates that do not fit beside one another stand below one another.
/// </summary>
public static class LetterTable
{
    /// <summary>How to read the tables.</summary>
    public static readonly string Legend =
        "The first column of figures has values; the others have the change against it, or the value where there is no change to tell. "
        + $"In brackets: an interval. After a sign of plus or minus: the larger half of the median's interval, {ComparisonText.Level}.";

    /// <summary>The table, or several that fit into a mail.</summary>
    public static IReadOnlyList<TextTable> Of(ComparisonTable table)
    {
        var parts = new List<TextTable>();
        for (int first = 1; first < table.Columns.Count || parts.Count == 0;)
        {
            int end = Math.Min(first + 1, table.Columns.Count);
            TextTable part = Part(table, first, end);
            while (end < table.Columns.Count && Part(table, first, end + 1) is var wider && wider.Width <= Page.MailWidth)
                (part, end) = (wider, end + 1);

            parts.Add(part);
            first = end;
        }

        return parts;
    }

    /// <summary>The table as text.</summary>
    public static string Format(ComparisonTable table) => string.Join('\n', Of(table).Select(TextOf));

    /// <summary>A table as it stands in a mail.</summary>
    public static string TextOf(TextTable table) =>
        string.Concat(new TableLayout(table, Page.MailWidth, mayDrop: false).Lines.Select(line => line + '\n'));

    /// <summary>Breaks a text into lines that fit into a mail.</summary>
    public static string Wrap(string text, string indent = "") => string.Join('\n', Wrapping.Wrap(text, Page.MailWidth, indent));

    /// <summary>The baseline and some candidates. A baseline without values is left out: a relative model predicts changes only.</summary>
    private static TextTable Part(ComparisonTable table, int first, int end)
    {
        bool hasBaseline = table.Rows.Any(row => row.Cells[0] is { Value: not null } or { Group.Runs: 0 });
        int[] columns = [.. Enumerable.Range(0, hasBaseline ? 1 : 0), .. Enumerable.Range(first, Math.Max(0, end - first))];
        var text = new TextTable([.. table.By, .. columns.Select(column => ' ' + table.Columns[column])]);
        foreach (ComparisonRow row in table.Rows)
            text.Add([.. row.Values, .. columns.Select(column => Cell(table.Metric, row.Cells[column], column))]);

        return text;
    }

    /// <summary>The baseline's value, a candidate's change; where there is none although something was counted, what was.</summary>
    private static string Cell(ComparisonMetric metric, ComparisonCell? cell, int column) =>
        column == 0 ? ComparisonText.ShortValue(metric, cell)
        : ComparisonText.Change(metric, cell) is { Length: > 0 } change ? change
        : ComparisonText.Value(metric, cell);
}
