using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports.Content;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using ScottPlot;
using static System.FormattableString;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>How candidates change against the baseline: a group of bars for each backing, size and whatever else varies.</summary>
internal static class ChangePicture
{
    private const int MostBars = 48;
    private const int BarHeight = 17;
    private const double Percent = 100;

    public static Drawing Draw(ReportContent content, IReadOnlyList<ComparisonTable> tables)
    {
        ComparisonTable first = tables[0];
        string what = $"change in {first.Metric.Title}, scenario {Gallery.ScenarioOf(first)}";
        BarGroup[] all = [.. BarGroup.Of(content, tables)];
        BarGroup[] changing = [.. all.Where(group => group.Cells.Skip(1).Any(cell => cell?.Change is not (null or 0)))];
        if (changing.Length == 0)
        {
            ComparisonCell[] candidates = [.. all.SelectMany(group => group.Cells.Skip(1)).OfType<ComparisonCell>()];
            string reason = candidates.Length == 0 ? "nothing is compared" : candidates.Any(cell => cell.Change == 0) ? "nothing changes" : "there is no change to show";
            return Drawing.None($"{what}: {reason}.");
        }

        int series = Math.Min(first.Columns.Count - 1, PictureStyle.MostSeries);
        BarGroup[] shown = [.. changing.Take(Math.Max(1, MostBars / (series + 1)))];
        Plot plot = PictureStyle.NewPlot($"{Capital(first.Metric.Title)}: change against {first.Columns[0]}, scenario {Gallery.ScenarioOf(first)}");
        for (int column = 0; column < series; column++)
        {
            AddBars(plot, first.Columns[column + 1], column, series, [.. shown.Select(group => group.Cells[column + 1])]);
        }

        for (int column = 0; column < series; column++)
        {
            AddFigures(plot, column, series, [.. shown.Select(group => group.Cells[column + 1])]);
        }

        plot.Add.VerticalLine(0, width: 1, color: Colors.Black);
        plot.XLabel("change, %");
        string[] names = [.. shown.Select(group => group.Name)];
        PictureStyle.NameRows(plot, names, group => Position(group, 0, series) - ((series - 1) / 2.0));
        PictureStyle.Legend(plot);
        ComparisonCell[] cells = [.. shown.SelectMany(group => group.Cells.Skip(1).Take(series)).OfType<ComparisonCell>().Where(cell => cell.Change is not null)];
        double lowest = Math.Min(0, cells.Min(cell => Percent * (cell.ChangeInterval?.Low ?? cell.Change!.Value)));
        double highest = Math.Max(0, cells.Max(cell => Percent * (cell.ChangeInterval?.High ?? cell.Change!.Value)));
        PictureStyle.SpanPercent(plot, lowest, highest, names, Longest(cells, isNegative: true), Longest(cells, isNegative: false));
        plot.Axes.SetLimitsY(Position(shown.Length - 1, series - 1, series) - 1, 1);
        string name = Invariant($"change-{first.Metric.Name.Replace(':', '-')}-{Gallery.ScenarioOf(first)}");
        int height = 140 + (BarHeight * shown.Length * (series + 1));
        return new Picture(name, Capital(what), Caption(what, first, cells, all.Length, changing.Length, shown.Length, series, content.Varying.Contains("memory")), plot, PictureStyle.Width, height);
    }

    internal static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>What a bar's change is written as; a difference that may be chance has benchstat's sign for it.</summary>
    internal static string Figure(ComparisonCell cell) => cell switch
    {
        { Change: 0, Test: null } => "same",
        { Test: { IsSignificant: false } } => Invariant($"{Percent * cell.Change!.Value:0.0} ~"),
        _ => Invariant($"{Percent * cell.Change!.Value:0.0}"),
    };

    private static string Deterministic(ComparisonCell[] cells) => Samples(cells.Select(cell => cell.Group.Runs)) switch
    {
        "1 run" => "one deterministic run each",
        var runs => $"{runs} each, deterministic",
    };

    private static string Longest(ComparisonCell[] cells, bool isNegative) =>
        cells.Where(cell => cell.Change < 0 == isNegative).Select(Figure).MaxBy(text => text.Length) ?? "";

    private static string Caption(string what, ComparisonTable first, ComparisonCell[] cells, int all, int changing, int shown, int series, bool hasSizes)
    {
        string surety = first.Metric.Quantity switch
        {
            Quantity.Count => $"exact counts, {Deterministic(cells)}",
            Quantity.Predicted => $"predicted by {first.Metric.Model!.Name} from exact counts; lines: what its costs may be",
            _ => $"measured, {Samples(cells.Select(cell => (long)cell.Samples!.Count))} of each; lines: 95 % interval of the median's change; "
                + "~: no difference was found",
        };
        string caption = $"{Capital(what)} against {first.Columns[0]}, in per cent; {first.Origin.Scope.Describe()}, "
            + $"{ComparisonText.Describe(first.Origin)}, {surety}; negative means {(first.Metric.Quantity == Quantity.Count ? "fewer" : "less")}.";
        if (hasSizes)
        {
            caption += " Sizes of the VM whose figures look alike share a group.";
        }

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

    /// <summary>How often something was run: <c>1 run</c>, <c>10 runs</c>, <c>8 to 10 runs</c>.</summary>
    internal static string Samples(IEnumerable<long> runs)
    {
        long[] all = [.. runs];
        (long few, long many) = (all.Min(), all.Max());
        return few == many ? Invariant($"{few:N0} {(few == 1 ? "run" : "runs")}") : Invariant($"{few:N0} to {many:N0} runs");
    }

    /// <summary>Bars stand below one another, groups a bar's height apart.</summary>
    private static double Position(int group, int column, int series) => -((group * (series + 1)) + column);

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
            if (cells[group] is not { Change: { } change } cell)
            {
                continue;
            }

            double position = Position(group, column, series);
            double end = Percent * change;
            if (cell.ChangeInterval is { } interval)
            {
                PictureStyle.DrawSpan(plot, Percent * interval.Low, Percent * interval.High, position, Colors.Black);
                end = Percent * (change < 0 ? interval.Low : interval.High);
            }

            PictureStyle.Write(plot, Figure(cell), end, position, isAtLeft: change < 0);
        }
    }
}
