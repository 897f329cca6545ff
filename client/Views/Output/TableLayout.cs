namespace S2Grid.Views.Output;

/// <summary>
/// Lays a table out in lines of so many columns at most: words of headings, and of a last column of text, stand below one another; if that
/// is not enough, columns are left out from the right where that is allowed. Else rows that begin alike stand below a line with what they
/// begin with, or there are several tables below one another, or every row becomes a record with a line for each cell.
/// </summary>
public sealed class TableLayout
{
    private const int Gap = 2;

    /// <summary>The room that words of a last column of text have at least.</summary>
    private const int LeastText = 24;

    private readonly TextTable table;
    private readonly int width;
    private readonly int[] least;

    /// <summary>Lays a table out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="mayDrop">Whether to leave columns out rather than to make several tables of it.</param>
    public TableLayout(TextTable table, int width, bool mayDrop)
    {
        (this.table, this.width) = (table, width);
        least = [.. table.Titles.Select((_, column) => Least(column))];
        int[] all = [.. Enumerable.Range(0, least.Length)];
        int count = least.Length;
        while (mayDrop && count > 1 && Total(all[..count]) > width)
            count--;

        Dropped = [.. table.Titles.Skip(count)];
        int common = all.TakeWhile(columns => Total(all[columns..count]) > width).Count();
        if (common == 0 || (common < count && Beginnings(common).Count(one => one is not null) <= table.Count / 2))
            Lines = [.. Columns(common, all[common..count])];
        else
            Lines = Parts() is { } parts ? [.. parts.SelectMany(part => Columns(0, part).Prepend("")).Skip(1)] : [.. Records()];
    }

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The headings of the columns that are left out.</summary>
    public IReadOnlyList<string> Dropped { get; }

    private int Total(int[] columns) => columns.Sum(column => least[column]) + (Gap * (columns.Length - 1));

    /// <summary>The columns of tables of which each fits and begins with the columns of text that name a row; null if there are none, or
    /// if no two figures would stand side by side.</summary>
    private List<int[]>? Parts()
    {
        int[] names = [.. Enumerable.Range(0, least.Length).TakeWhile(column => !table.IsRight(column))];
        List<int[]> parts = [];
        for (int column = names.Length; column < least.Length;)
        {
            int next = column + 1;
            while (next < least.Length && table.IsOfPrevious(next))
                next++;

            while (next > column + 1 && Total([.. names, .. Enumerable.Range(column, next - column)]) > width)
                next--;

            int[] together = [.. Enumerable.Range(column, next - column)];
            if (parts.Count > 0 && Total([.. parts[^1], .. together]) <= width)
                parts[^1] = [.. parts[^1], .. together];
            else if (Total([.. names, .. together]) <= width)
                parts.Add([.. names, .. together]);
            else
                return null;

            column = next;
        }

        return parts.Count < least.Length - names.Length ? parts : null;
    }

    /// <summary>The width of a column's cells and of the longest word of its heading.</summary>
    private int Least(int column)
    {
        int cells = table.Rows.Select(row => row[column].Length).Append(0).Max();
        bool isText = column > 0 && column == table.Titles.Count - 1 && !table.IsRight(column);
        return Math.Max(isText ? Math.Min(cells, LeastText) : cells, table.Titles[column].Split(' ').Max(word => word.Length));
    }

    /// <summary>What each row begins with, or null where that is what the row before it begins with.</summary>
    /// <param name="common">In how many columns.</param>
    private IEnumerable<string?> Beginnings(int common)
    {
        string last = "";
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            string one = string.Join(", ", row.Take(common).Select((cell, column) => $"{table.Titles[column]} {cell}"));
            yield return one == last ? null : one;
            last = one;
        }
    }

    /// <summary>Gives columns, from the left, what they lack as long as there is room.</summary>
    private int[] Widened(int[] columns)
    {
        int[] widths = [.. columns.Select(column => least[column])];
        int room = width - Total(columns);
        for (int i = 0; i < columns.Length; i++)
        {
            int most = table.Rows.Select(row => row[columns[i]].Length).Append(table.Titles[columns[i]].Length).Max();
            int more = Math.Min(room, most - widths[i]);
            (widths[i], room) = (widths[i] + more, room - more);
        }

        return widths;
    }

    /// <summary>Some columns; what rows begin with in the first of all stands above them.</summary>
    private IEnumerable<string> Columns(int common, int[] columns)
    {
        int[] widths = Widened(columns);
        IReadOnlyList<string>[] titles = [.. Wrapped(table.Titles)];
        int height = titles.Max(lines => lines.Count);
        IEnumerable<string>[] head = [.. titles.Select(lines => Enumerable.Repeat("", height - lines.Count).Concat(lines))];
        return Side(head).Concat(table.Rows.Zip(Beginnings(common)).SelectMany(row =>
            Wrapping.Wrap(row.Second ?? "", width).Where(line => line.Length > 0).Concat(Side([.. Wrapped(row.First)]))));

        IEnumerable<IReadOnlyList<string>> Wrapped(IReadOnlyList<string> row) =>
            columns.Zip(widths).Select(column => Wrapping.Wrap(row[column.First], column.Second));

        IEnumerable<string> Side(IEnumerable<string>[] cells)
        {
            string[][] lines = [.. cells.Select(cell => cell.ToArray())];
            return Enumerable.Range(0, lines.Max(cell => cell.Length)).Select(line => string.Join(new string(' ', Gap), columns.Select(
                (column, i) => Aligned(lines[i].ElementAtOrDefault(line) ?? "", widths[i], table.IsRight(column)))).TrimEnd());
        }
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
