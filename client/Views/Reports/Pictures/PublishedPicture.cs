using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Content;
using ScottPlot;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>Published changes beside ours, with what is known of either's uncertainty.</summary>
public static class PublishedPicture
{
    private const int RowHeight = 34;
    private const double Percent = 100;
    private const double Apart = 0.18;
    private const float LineWidth = 2;

    private static readonly Color Published = Chart.Colour(5);
    private static readonly Color Ours = Chart.Colour(0);

    /// <summary>Draws published figures beside ours.</summary>
    public static Drawing Draw(ReportContent content)
    {
        PublishedComparison[] known = [.. content.Published.Where(one => one.Ours is not null)];
        if (known.Length == 0)
            return Drawing.None("published figures: there are none of what was run, or none that ours can stand beside.");

        string by = string.Join(", ", known.Select(one => one.By).Distinct());
        bool isMeasured = known[0].Quantity == Quantity.Measured;
        string title = isMeasured ? "Published and measured changes" : "Published and predicted changes";
        var chart = new Chart(title);
        for (int row = 0; row < known.Length; row++)
        {
            PublishedFigure figure = known[row].Figure;
            Interval ours = known[row].Ours!.Value;
            if (figure.DeviationPercent is { } deviation)
            {
                (double less, double more) = (figure.ChangePercent - deviation, figure.ChangePercent + deviation);
                chart.DrawSpan(less, more, -row + Apart, Published, LineWidth);
            }

            chart.DrawSpan(Percent * ours.Low, Percent * ours.High, -row - Apart, Ours, LineWidth);
        }

        AddMarkers(chart.Plot, Legend(known), known.Select(one => one.Figure.ChangePercent), Apart,
            Published, MarkerShape.FilledDiamond);
        string legend = $"{(isMeasured ? "measured" : "predicted")} by {by}";
        AddMarkers(chart.Plot, legend, known.Select(one => Percent * one.Ours!.Value.Mid), -Apart, Ours,
            MarkerShape.FilledCircle);
        string[] names = [.. known.Select(NameOf)];
        chart.NameRows(names, row => -row);
        chart.Plot.XLabel("change in run time, %");
        double low =
            known.Min(one => Math.Min(one.Figure.ChangePercent - (one.Figure.DeviationPercent ?? 0), Percent * one.Ours!.Value.Low));
        double high =
            known.Max(one => Math.Max(one.Figure.ChangePercent + (one.Figure.DeviationPercent ?? 0), Percent * one.Ours!.Value.High));
        chart.SpanPercent(low, high, names, " ", " ");
        chart.Plot.Axes.SetLimitsY(-known.Length + 0.4, 0.6);
        string facts = $"{string.Join(", ", known.Select(one => one.Figure.Scope.Describe()).Distinct())}; "
            + $"VM of {string.Join(" and ", known.Select(one => ByteSize.Format(one.Figure.Memory)).Distinct())}; published: provenance "
            + $"{string.Join(" and ", known.Select(one => one.Figure.Provenance.Word()).Distinct())}; "
            + $"{string.Join("; ", known.Select(one => one.Figure.Timed).Distinct())}; ours: "
            + (isMeasured
                ? $"measured by {by}, provenance hardware, {string.Join(", ", known.Select(one => one.Samples).Distinct())}"
                : $"predicted by {by}, provenance simulated, not measured; lines: what its costs may be");
        return chart.Finish(
            "published", title, Caption(known, by), facts, OriginWord.Of(known), 150 + (RowHeight * known.Length));

        string NameOf(PublishedComparison one)
        {
            string name = $"{one.Figure.Scenario.Word()} {one.Figure.Backing}";
            return known.Select(other => other.By).Distinct().Skip(1).Any() ? $"{name}, {one.By}" : name;
        }
    }

    /// <summary>Deviations are spoken of only where one is drawn.</summary>
    private static string Legend(PublishedComparison[] known) => known.Count(one => one.Figure.DeviationPercent is not null) switch
    {
        0 => "published",
        var some when some == known.Length => "published; lines: one standard deviation",
        _ => "published; lines, where it was published: one standard deviation",
    };

    private static string Caption(PublishedComparison[] known, string by)
    {
        string published =
            string.Join("; ",
                known.Select(one => one.Figure).DistinctBy(figure => (figure.Source, figure.Machine, figure.Provenance)).Select(figure =>
            $"{figure.Source}, on {figure.Machine}, provenance {figure.Provenance.Word()}"));
        string timed = string.Join("; ", known.Select(one => one.Figure.Timed).Distinct());
        string scope = string.Join(", ", known.Select(one => one.Figure.Scope.Describe()).Distinct());
        string ours = known[0].Quantity == Quantity.Measured
            ? $"as measured by {by}, provenance hardware, {string.Join(", ", known.Select(one => one.Samples).Distinct())}. Lines "
                + "through circles: interval of the "
                + "median's change. The machines are not the same: that changes agree or not says something about both."
            : $"as predicted by {by} from simulated counts. Lines through circles: what the model's costs may be. A prediction is no "
                + $"measurement. "
                + (known.All(one => one.IsFitted)
                    ? "The model was fitted to these figures: that they agree says that it can reproduce them."
                    : "The model was not fitted to all of these figures.");
        return $"Changes in run time of the {scope}, as published ({published}; timed: {timed}) and {ours}";
    }

    private static void AddMarkers(Plot plot, string name, IEnumerable<double> values, double offset, Color colour, MarkerShape shape)
    {
        double[] xs = [.. values];
        var markers = plot.Add.Markers(xs, [.. xs.Select((_, row) => -row + offset)], shape, 10, colour);
        markers.LegendText = name;
    }
}
