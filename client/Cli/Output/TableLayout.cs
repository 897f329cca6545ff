namespace S2Grid.Cli.Output;

/// <summary>
/// Lays a table out in lines of so many columns at most: words of headings, and of a last column of text, stand below one another; if that
/// is not enough, every row becomes a record with a line for each cell, or columns are left out from the right.
/// </summary>
internal sealed class TableLayout
{
    private const int Gap = 2;

    /// <summary>The room that words of a last column of text have at least.</summary>
    private const int LeastText = 24;

    private readonly TextTable table;
    private readonly int width;

    /// <summary>Lays a table out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="mayDrop">Whether to leave columns out rather than to make a record of every row.</param>
    public TableLayout(TextTable table, int width, bool mayDrop)
    {
        (this.table, this.width) = (table, width);
        int[] least = [.. table.Titles.Select((_, column) => Least(column))];
        int count = least.Length;
        while (mayDrop && count > 1 && Total(least[..count]) > width)
            count--;

        Dropped = [.. table.Titles.Skip(count)];
        Lines = Total(least[..count]) > width ? [.. Records()] : [.. Columns(Widened(least[..count]))];
    }

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The headings of the columns that are left out.</summary>
    public IReadOnlyList<string> Dropped { get; }

    private static int Total(int[] widths) => widths.Sum() + (Gap * (widths.Length - 1));

    /// <summary>The width of a column's cells and of the longest word of its heading.</summary>
    private int Least(int column)
    {
        int cells = table.Rows.Select(row => row[column].Length).Append(0).Max();
        bool isText = column > 0 && column == table.Titles.Count - 1 && !table.IsRight(column);
        return Math.Max(isText ? Math.Min(cells, LeastText) : cells, table.Titles[column].Split(' ').Max(word => word.Length));
    }

    /// <summary>Gives the columns, from the left, what they lack as long as there is room.</summary>
    private int[] Widened(int[] widths)
    {
        int room = width - Total(widths);
        for (int column = 0; column < widths.Length; column++)
        {
            int most = table.Rows.Select(row => row[column].Length).Append(table.Titles[column].Length).Max();
            int more = Math.Min(room, most - widths[column]);
            (widths[column], room) = (widths[column] + more, room - more);
        }

        return widths;
    }

    private IEnumerable<string> Columns(int[] widths)
    {
        IReadOnlyList<string>[] titles = [.. widths.Select((wide, column) => Wrapping.Wrap(table.Titles[column], wide))];
        int height = titles.Max(lines => lines.Count);
        IEnumerable<string> head = Side(widths, [.. titles.Select(lines => Enumerable.Repeat("", height - lines.Count).Concat(lines))]);
        return head.Concat(table.Rows.SelectMany(row =>
            Side(widths, [.. widths.Select((wide, column) => Wrapping.Wrap(row[column], wide))])));
    }

    /// <summary>Lines of cells side by side.</summary>
    private IEnumerable<string> Side(int[] widths, IEnumerable<string>[] cells)
    {
        string[][] lines = [.. cells.Select(cell => cell.ToArray())];
        return Enumerable.Range(0, lines.Max(cell => cell.Length)).Select(line => string.Join(new string(' ', Gap), widths.Select(
            (wide, column) => Aligned(lines[column].ElementAtOrDefault(line) ?? "", wide, table.IsRight(column)))).TrimEnd());
    }

    private IEnumerable<string> Records()
    {
        int label = Math.Min(table.Titles.Max(title => title.Length), width / 2);
        return table.Rows.SelectMany((row, index) => row.SelectMany((cell, column) => Record(table.Titles[column], cell))
            .Prepend("").Skip(index == 0 ? 1 : 0));

        IEnumerable<string> Record(string title, string cell)
        {
            IReadOnlyList<string> names = Wrapping.Wrap(title, label);
            IReadOnlyList<string> values = Wrapping.Wrap(cell, width - label - Gap);
            return Enumerable.Range(0, Math.Max(names.Count, values.Count)).Select(line =>
                ((names.ElementAtOrDefault(line) ?? "").PadRight(label + Gap) + values.ElementAtOrDefault(line)).TrimEnd());
        }
    }

    private static string Aligned(string text, int wide, bool isRight) => isRight ? text.PadLeft(wide) : text.PadRight(wide);
}
