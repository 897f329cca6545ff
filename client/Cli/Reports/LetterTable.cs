using S2Grid.Cli.Compare;
using S2Grid.Experiments.Results;

namespace S2Grid.Cli.Reports;

/// <summary>
/// A comparison's table as mailing lists like it: plain text, aligned, no wider than a mail. Backings in rows, the baseline's value, and a
/// change for each candidate; candidates that do not fit beside one another stand below one another.
/// </summary>
internal static class LetterTable
{
    /// <summary>How wide a mail's line may be.</summary>
    public const int Width = 75;

    private const int Gap = 2;

    /// <summary>Writes a table.</summary>
    public static string Format(ComparisonTable table)
    {
        using var text = new StringWriter { NewLine = "\n" };
        bool isFirst = true;
        foreach (int[] candidates in Fit(table))
        {
            if (!isFirst)
            {
                text.WriteLine();
            }

            isFirst = false;
            var shown = new TextTable([.. table.By, .. Columns(table, candidates).Select(column => ' ' + column)]);
            foreach (string[] cells in Cells(table, candidates))
            {
                shown.Add(cells);
            }

            shown.WriteText(text);
        }

        return text.ToString();
    }

    /// <summary>Breaks a text into lines that fit into a mail.</summary>
    public static string Wrap(string text, string indent = "")
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                lines.Add(line);
                line = indent;
            }

            line += line.Length == 0 || line == indent ? word : ' ' + word;
        }

        lines.Add(line);
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Columns(ComparisonTable table, int[] candidates) =>
        candidates.Select(column => table.Columns[column]).Prepend(table.Columns[0]).Skip(HasBaseline(table) ? 0 : 1);

    /// <summary>Whether the baseline has values to show: a relative model predicts changes only.</summary>
    private static bool HasBaseline(ComparisonTable table) => table.Rows.Any(row => row.Cells[0] is { Value: not null } or { Group.Runs: 0 });

    private static IEnumerable<string[]> Cells(ComparisonTable table, int[] candidates)
    {
        foreach (ComparisonRow row in table.Rows)
        {
            yield return
            [
                .. row.Values,
                .. HasBaseline(table) ? [ComparisonText.ShortValue(table.Metric, row.Cells[0])] : Array.Empty<string>(),
                .. candidates.Select(column => Change(table.Metric, row.Cells[column])),
            ];
        }
    }

    /// <summary>The change; where there is none although something was counted, what was.</summary>
    private static string Change(ComparisonMetric metric, ComparisonCell? cell) =>
        ComparisonText.Change(metric, cell) is { Length: > 0 } change ? change : ComparisonText.Value(metric, cell);

    /// <summary>The candidates' columns, as many side by side as fit.</summary>
    private static List<int[]> Fit(ComparisonTable table)
    {
        int Widest(int column) => Cells(table, [column]).Select(cells => cells[^1].Length).Append(table.Columns[column].Length).Max();
        int fixedWidth = table.By.Select((name, i) => table.Rows.Select(row => row.Values[i].Length).Append(name.Length).Max() + Gap).Sum()
            + (HasBaseline(table) ? table.Rows.Select(row => ComparisonText.ShortValue(table.Metric, row.Cells[0]).Length).Append(table.Columns[0].Length).Max() : 0);
        var groups = new List<int[]>();
        var group = new List<int>();
        int width = fixedWidth;
        for (int column = 1; column < table.Columns.Count; column++)
        {
            int wide = Widest(column) + Gap;
            if (group.Count > 0 && width + wide > Width)
            {
                groups.Add([.. group]);
                group.Clear();
                width = fixedWidth;
            }

            group.Add(column);
            width += wide;
        }

        groups.Add([.. group]);
        return groups;
    }
}
