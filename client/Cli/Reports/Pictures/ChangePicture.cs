using S2Grid.Cli.Compare;
using S2Grid.Experiments;
using ScottPlot;
using static System.FormattableString;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>How candidates change against the baseline: a group of bars for each backing and for each value that varies.</summary>
internal static class ChangePicture
{
    private const int MostGroups = 8;
    private const int BarHeight = 17;
    private const double Percent = 100;

    public static Drawing Draw(ReportContent content, IReadOnlyList<ComparisonTable> tables)
    {
        ComparisonTable first = tables[0];
        string what = $"change in {first.Metric.Title}, scenario {Gallery.ScenarioOf(first)}";
        (ComparisonTable Table, ComparisonRow Row)[] all = [.. tables.SelectMany(table => table.Rows.Select(row => (table, row)))];
        (ComparisonTable Table, ComparisonRow Row)[] changing = [.. all.Where(one => one.Row.Cells.Skip(1).Any(cell => cell?.Change is not (null or 0)))];
        if (changing.Length == 0)
        {
            return Drawing.None($"{what}: nothing changes.");
        }

        (ComparisonTable Table, ComparisonRow Row)[] shown = [.. changing.Take(MostGroups)];
        int series = Math.Min(first.Columns.Count - 1, PictureStyle.MostSeries);
        Plot plot = PictureStyle.NewPlot($"{Capital(first.Metric.Title)}: change against {first.Columns[0]}");
        for (int column = 0; column < series; column++)
        {
            AddBars(plot, first.Columns[column + 1], column, series, [.. shown.Select(one => one.Row.Cells[column + 1])]);
        }

        for (int column = 0; column < series; column++)
        {
            AddFigures(plot, column, series, [.. shown.Select(one => one.Row.Cells[column + 1])]);
        }

        plot.Add.VerticalLine(0, width: 1, color: Colors.Black);
        plot.XLabel("change, %");
        PictureStyle.Name(plot.Axes.Left, [.. shown.Select(one => Name(content, one.Table, one.Row))], group => Position(group, 0, series) - ((series - 1) / 2.0));
        PictureStyle.Legend(plot);
        double lowest = Math.Min(0, shown.SelectMany(one => one.Row.Cells).Min(cell => Percent * (cell?.ChangeInterval?.Low ?? cell?.Change ?? 0)));
        double highest = Math.Max(0, shown.SelectMany(one => one.Row.Cells).Max(cell => Percent * (cell?.ChangeInterval?.High ?? cell?.Change ?? 0)));
        double room = 0.12 * (highest - lowest);
        plot.Axes.SetLimits(lowest - (lowest < 0 ? room : 0), highest + (highest > 0 ? room : room / 4), Position(shown.Length - 1, series - 1, series) - 1, 1);
        string name = Invariant($"change-{first.Metric.Name.Replace(':', '-')}-{Gallery.ScenarioOf(first)}");
        int height = 140 + (BarHeight * shown.Length * (series + 1));
        return new Picture(name, Capital(what), Caption(what, first, all.Length, changing.Length, shown.Length, series), plot, PictureStyle.Width, height);
    }

    internal static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Caption(string what, ComparisonTable first, int all, int changing, int shown, int series)
    {
        string surety = first.Metric.Quantity switch
        {
            Quantity.Count => "exact counts",
            Quantity.Predicted => $"predicted by {first.Metric.Model!.Name}; lines: what its costs may be",
            _ => "measured; lines: 95 % interval of the median's change",
        };
        string caption = $"{Capital(what)} against {first.Columns[0]}, in per cent; {ComparisonText.Describe(first.Origin.Scope)}, provenance "
            + $"{first.Origin.Provenance.ToString().ToLowerInvariant()}, {surety}. Negative is less.";
        if (all > changing)
        {
            caption += Invariant($" {all - changing:N0} of {all:N0} groups do not change at all and are not shown.");
        }

        if (changing > shown)
        {
            caption += Invariant($" The first {shown} of {changing:N0} groups; report.md has more.");
        }

        return first.Columns.Count - 1 > series ? caption + Invariant($" The first {series} of {first.Columns.Count - 1} candidates.") : caption;
    }

    /// <summary>Bars stand below one another, groups a bar's height apart.</summary>
    private static double Position(int group, int column, int series) => -((group * (series + 1)) + column);

    private static string Name(ReportContent content, ComparisonTable table, ComparisonRow row)
    {
        IEnumerable<string> varying = table.Heading.Where(value => content.Varying.Contains(value.Name)).Select(value => $"{value.Name} {value.Value}");
        return string.Join(", ", row.Values.Concat(varying));
    }

    private static void AddBars(Plot plot, string name, int column, int series, ComparisonCell?[] cells)
    {
        var bars = new List<Bar>();
        for (int group = 0; group < cells.Length; group++)
        {
            if (cells[group]?.Change is { } change)
            {
                bars.Add(new Bar
                {
                    Position = Position(group, column, series),
                    Value = Percent * change,
                    Size = 0.85,
                    FillColor = PictureStyle.Colour(column),
                    LineWidth = 0,
                    Orientation = Orientation.Horizontal,
                });
            }
        }

        var plottable = plot.Add.Bars(bars);
        plottable.LegendText = name;
        plottable.Horizontal = true;
    }

    private static void AddFigures(Plot plot, int column, int series, ComparisonCell?[] cells)
    {
        for (int group = 0; group < cells.Length; group++)
        {
            if (cells[group]?.Change is not { } change)
            {
                continue;
            }

            double position = Position(group, column, series);
            double end = Percent * change;
            if (cells[group]!.ChangeInterval is { } interval)
            {
                var line = plot.Add.Line(Percent * interval.Low, position, Percent * interval.High, position);
                line.Color = Colors.Black;
                line.LineWidth = 1.5f;
                end = Percent * (change < 0 ? interval.Low : interval.High);
            }

            var label = plot.Add.Text(Invariant($" {Percent * change:0.0} "), end, position);
            label.LabelFontSize = PictureStyle.FontSize - 1;
            label.LabelAlignment = change < 0 ? Alignment.MiddleRight : Alignment.MiddleLeft;
        }
    }
}
