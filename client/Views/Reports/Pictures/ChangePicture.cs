using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Content;
using ScottPlot;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>How candidates change against the baseline: a group of bars for each backing, size and whatever else varies.</summary>
public static class ChangePicture
{
    private const int MaxBars = 48;
    private const int BarHeight = 17;
    private const double Percent = 100;

    /// <summary>Draws the changes of tables of one metric.</summary>
    public static Drawing Draw(ReportContent content, IReadOnlyList<ComparisonTable> tables)
    {
        ComparisonTable first = tables[0];
        string title = first.Metric.TitleIn(first.Origin.Scope);
        string what = $"change in {title}, scenario {Gallery.ScenarioOf(first)}";
        BarGroup[] all = [.. BarGroup.Of(content, tables)];
        BarGroup[] changing = [.. all.Where(group => group.Cells.Skip(1).Any(cell => cell?.Change is not (null or 0)))];
        if (changing.Length == 0)
        {
            ComparisonCell[] candidates = [.. all.SelectMany(group => group.Cells.Skip(1)).OfType<ComparisonCell>()];
            string reason = candidates.Length == 0
                ? "nothing is compared" : candidates.Any(cell => cell.Change == 0) ? "nothing changes" : "there is no change to show";
            return Drawing.None($"{what}: {reason}.");
        }

        string[] columns = BarGroup.Columns(tables);
        int[] drawn =
        [
            .. Enumerable.Range(1, columns.Length - 1)
                .OrderByDescending(column => changing.Max(group => Math.Abs(group.Cells[column]?.Change ?? 0)))
                .Take(Chart.MaxSeries).Order(),
        ];
        int series = drawn.Length;
        int most = Math.Max(1, MaxBars / (series + 1));
        HashSet<BarGroup> largest =
        [
            .. changing.OrderByDescending(group => drawn.Max(column => Math.Abs(group.Cells[column]?.Change ?? 0))).Take(most),
        ];
        BarGroup[] shown = [.. changing.Where(largest.Contains)];
        var chart = new Chart(
            $"{Chart.Capital(title)}: change against {columns[0]}, scenario {Gallery.ScenarioOf(first)}");
        for (int column = 0; column < series; column++)
        {
            chart.AddBars(
                columns[drawn[column]],
                column,
                0.85,
                from one in shown.Index()
                where one.Item.Cells[drawn[column]]?.Change is not null
                select (Position(one.Index, column, series), 0.0, Percent * one.Item.Cells[drawn[column]]!.Change!.Value));
        }

        for (int column = 0; column < series; column++)
            AddFigures(chart, column, series, [.. shown.Select(group => group.Cells[drawn[column]])]);

        chart.Plot.Add.VerticalLine(0, width: 1, color: Colors.Black);
        chart.Plot.XLabel("change, %");
        string[] names = [.. shown.Select(group => group.Name)];
        chart.NameRows(names, group => Position(group, 0, series) - ((series - 1) / 2.0));
        ComparisonCell[] cells =
            [.. shown.SelectMany(group => drawn.Select(column => group.Cells[column])).OfType<ComparisonCell>()
                .Where(cell => cell.Change is not null)];
        double lowest = Math.Min(0, cells.Min(cell => Percent * (cell.ChangeInterval?.Low ?? cell.Change!.Value)));
        double highest = Math.Max(0, cells.Max(cell => Percent * (cell.ChangeInterval?.High ?? cell.Change!.Value)));
        chart.SpanPercent(lowest, highest, names, Longest(cells, isNegative: true), Longest(cells, isNegative: false));
        chart.Plot.Axes.SetLimitsY(Position(shown.Length - 1, series - 1, series) - 1, 1);
        string name = Invariant($"change-{first.Metric.Name.Replace(':', '-')}-{Gallery.ScenarioOf(first)}");
        int height = 140 + (BarHeight * shown.Length * (series + 1));
        string caption =
            Caption(what, first, cells, all.Length, changing.Length, shown.Length, content.Varying.Contains("memory"));
        if (columns.Length - 1 > series)
            caption += Invariant($" The {series} of {columns.Length - 1} candidates that change most.");

        string choice = changing.Length > shown.Length
            ? Invariant($"the {shown.Length} of {changing.Length:N0} groups that change most") : "";
        return chart.Finish(
            name,
            what,
            caption,
            PictureFacts.Of(first.Origin, Surety(first.Metric), shown.SelectMany(group => group.Runs), choice),
            [OriginWord.Of(first)],
            height);
    }

    private static string Surety(ComparisonMetric metric) => metric.Quantity switch
    {
        Quantity.Count => "exact counts",
        Quantity.Predicted => $"predicted by {metric.Model!.Name}, not measured; lines: what its costs may be",
        _ => $"measured; lines: the interval of the median's change, {ComparisonText.Level}; ~: no difference found",
    };

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

    private static string Caption(
        string what, ComparisonTable first, ComparisonCell[] cells, int all, int changing, int shown, bool hasSizes)
    {
        string surety = first.Metric.Quantity switch
        {
            Quantity.Count => $"exact counts, {Deterministic(cells)}",
            Quantity.Predicted => $"predicted by {first.Metric.Model!.Name} from exact counts; lines: what its costs may be",
            _ => $"measured, {Samples(cells.Select(cell => (long)cell.Samples!.Count))} of each; lines: interval of the median's "
                + $"change; "
                + "~: no difference was found",
        };
        string caption = $"{Chart.Capital(what)} against {first.Columns[0]}, in per cent; {first.Origin.Scope.Describe()}, "
            + $"{ComparisonText.Describe(first.Origin)}, {surety}; negative means "
            + $"{(first.Metric.Quantity == Quantity.Count ? "fewer" : "less")}.";
        if (hasSizes)
            caption += " Sizes of the VM whose figures look alike share a group.";

        if (all > changing)
            caption += Invariant($" {all - changing:N0} of {all:N0} groups do not change at all and are not shown.");

        if (changing > shown)
            caption += Invariant($" The {shown} of {changing:N0} groups that change most; report.md has more.");

        return caption;
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

    private static void AddFigures(Chart chart, int column, int series, ComparisonCell?[] cells)
    {
        for (int group = 0; group < cells.Length; group++)
        {
            if (cells[group] is not { Change: { } change } cell)
                continue;

            double position = Position(group, column, series);
            double end = Percent * change;
            if (cell.ChangeInterval is { } interval)
            {
                chart.DrawSpan(Percent * interval.Low, Percent * interval.High, position, Colors.Black);
                end = Percent * (change < 0 ? interval.Low : interval.High);
            }

            chart.Write(Figure(cell), end, position, isAtLeft: change < 0);
        }
    }
}
