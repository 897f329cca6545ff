using S2Grid.Views.Compare;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Content;

/// <summary>What a comparison found, in three sentences: what became less, what became more, and what did not change.</summary>
public sealed class Findings
{
    private readonly ReportContent content;
    private readonly Change[] changes;

    /// <summary>Looks for what became less and more.</summary>
    public Findings(ReportContent content)
    {
        this.content = content;
        changes =
        [
            .. from table in content.Comparison.Tables
               from row in table.Rows
               from cell in row.Cells.Index().Skip(1)
               where cell.Item is { Change: not null, Test: null or { IsSignificant: true } }
               select new Change(table, row, cell.Index, cell.Item!),
        ];
        RunGroup[] groups = [.. changes.Select(change => change.Cell.Group).Distinct()];
        HashSet<RunGroup> leaving = [.. BlocksLeft.Of(groups).Select(left => left.Group)];
        LeavesBlocks = leaving.Count > 0;
        Best = changes.Where(change => change.Cell.Change < 0 && !leaving.Contains(change.Cell.Group) && !Notes.IsPutOff(change.Cell.Group))
            .OrderByDescending(change => change.Table.Metric.Quantity)
            .ThenBy(change => change.Cell.Change)
            .FirstOrDefault();
        Sentences = [Less(), More(), Unchanged()];
    }

    /// <summary>The largest decrease: of a measured time if there is one, else of a predicted one, else of a count; null if there is
    /// none.</summary>
    public Change? Best { get; }

    /// <summary>Whether a strategy saves by leaving blocks that mainline splits; that is no finding.</summary>
    private bool LeavesBlocks { get; }

    /// <summary>The sentences.</summary>
    public IReadOnlyList<string> Sentences { get; }

    private string Less() => Best is { } best
        ? $"Most is saved by {best.Name}: {best.Text} against {best.Base} ({Where(best)}; {Surety(best.Table)})."
        : LeavesBlocks ? "What is saved is saved by leaving blocks that mainline splits, for work not done; the notes name the strategies."
        : "Nothing that is compared has less of anything than the baseline.";

    private string More()
    {
        // More than none is more than any share.
        IEnumerable<Change> fromNone =
            from table in content.Comparison.Tables
            from row in table.Rows
            from cell in row.Cells.Index().Skip(1)
            where cell.Item is { Change: null, Value: > 0 } && row.Cells[0] is { Value: 0 }
            select new Change(table, row, cell.Index, cell.Item!);
        Change? worst = fromNone.MaxBy(change => change.Cell.Value)
            ?? changes.Where(change => change.Cell.Change > 0).MaxBy(change => change.Cell.Change);
        return worst is null
            ? "Nothing that is compared has more of anything than the baseline."
            : $"Most is added by {worst.Name}: {worst.Text} against {worst.Base} "
                + $"({Where(worst)}; {Surety(worst.Table)}).";
    }

    private string Unchanged()
    {
        string[] same =
        [
            .. content.Comparison.Tables.GroupBy(table => table.Metric.TitleIn(table.Origin.Scope))
                .Where(tables => tables.SelectMany(table => table.Rows).SelectMany(row => row.Cells.Skip(1)).OfType<ComparisonCell>()
                    .ToArray() is { Length: > 0 } cells && cells.All(cell => cell is { Change: 0 } or { Test.IsSignificant: false }))
                .Select(tables => tables.Key),
        ];
        int compared = content.Comparison.Tables.SelectMany(table => table.Rows)
            .SelectMany(row => row.Cells.Skip(1)).Count(cell => cell is not null);
        int changing = changes.Count(change => change.Cell.Change != 0);
        string counts = Invariant($"Of {compared:N0} {(compared == 1 ? "comparison" : "comparisons")} {changing:N0} differ");
        return same.Length == 0 ? counts + "." : $"{counts}; {string.Join(", ", same)}: no difference anywhere.";
    }

    private string Where(Change change) => string.Join(", ",
        [.. change.Table.By.Zip(change.Row.Values, (name, value) => $"{name} {value}"), content.Heading(change.Table)]);

    private static string Surety(ComparisonTable table) =>
        $"{table.Origin.Scope.Describe()}, {ComparisonText.Describe(table.Origin)}, " + table.Metric.Quantity switch
        {
            Quantity.Count => "counted exactly",
            Quantity.Predicted => "predicted, not measured",
            _ => "measured",
        };

    /// <summary>A change against the baseline that is more than chance.</summary>
    /// <param name="Table">The table that it stands in.</param>
    /// <param name="Row">The row.</param>
    /// <param name="Column">The column.</param>
    /// <param name="Cell">The cell.</param>
    public sealed record Change(ComparisonTable Table, ComparisonRow Row, int Column, ComparisonCell Cell)
    {
        /// <summary>What changes.</summary>
        public string Name => Table.Columns[Column];

        /// <summary>What it is compared with.</summary>
        public string Base => Table.Columns[0];

        /// <summary>The metric, from what to what it goes where that is known, and the change where there is one.</summary>
        public string Text
        {
            get
            {
                string title = Table.Metric.TitleIn(Table.Origin.Scope);
                string change = ComparisonText.Change(Table.Metric, Cell);
                return Cell.Value is null
                    ? $"{title} changes by {change}"
                    : $"{title} goes from {ComparisonText.Value(Table.Metric, Row.Cells[0])} to {ComparisonText.Value(Table.Metric, Cell)}"
                        + (change.Length > 0 ? $", {change}" : "");
            }
        }
    }
}
