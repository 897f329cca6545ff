using S2Grid.Cli.Reports.Content;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using ScottPlot;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>Published changes beside ours, with what is known of either's uncertainty.</summary>
internal static class PublishedPicture
{
    private const int RowHeight = 34;
    private const double Percent = 100;
    private const double Apart = 0.18;
    private const float LineWidth = 2;

    private static readonly Color Published = PictureStyle.Colour(5);
    private static readonly Color Ours = PictureStyle.Colour(0);

    public static Drawing Draw(ReportContent content)
    {
        PublishedComparison[] known = [.. content.Published.Where(one => one.Ours is not null)];
        if (known.Length == 0)
        {
            return Drawing.None("published figures: there are none of what was run, or none that ours can stand beside.");
        }

        string by = string.Join(", ", known.Select(one => one.By).Distinct());
        bool isMeasured = known[0].Quantity == Quantity.Measured;
        Plot plot = PictureStyle.NewPlot(isMeasured ? "Published and measured changes" : "Published and predicted changes");
        for (int row = 0; row < known.Length; row++)
        {
            PublishedFigure figure = known[row].Figure;
            Interval ours = known[row].Ours!.Value;
            if (figure.DeviationPercent is { } deviation)
            {
                PictureStyle.DrawSpan(plot, figure.ChangePercent - deviation, figure.ChangePercent + deviation, -row + Apart, Published, LineWidth);
            }

            PictureStyle.DrawSpan(plot, Percent * ours.Low, Percent * ours.High, -row - Apart, Ours, LineWidth);
        }

        AddMarkers(plot, "published, with one standard deviation where known", known.Select(one => one.Figure.ChangePercent), Apart, Published, MarkerShape.FilledDiamond);
        AddMarkers(plot, $"{(isMeasured ? "measured" : "predicted")} by {by}", known.Select(one => Percent * one.Ours!.Value.Mid), -Apart, Ours, MarkerShape.FilledCircle);
        string[] names = [.. known.Select(NameOf)];
        PictureStyle.NameRows(plot, names, row => -row);
        plot.XLabel("change in run time, %");
        double low = known.Min(one => Math.Min(one.Figure.ChangePercent - (one.Figure.DeviationPercent ?? 0), Percent * one.Ours!.Value.Low));
        double high = known.Max(one => Math.Max(one.Figure.ChangePercent + (one.Figure.DeviationPercent ?? 0), Percent * one.Ours!.Value.High));
        PictureStyle.SpanPercent(plot, low, high, names, " ", " ");
        plot.Axes.SetLimitsY(-known.Length + 0.4, 0.6);
        PictureStyle.Legend(plot);
        return new Picture("published", isMeasured ? "Published and measured changes" : "Published and predicted changes", Caption(known, by), plot, PictureStyle.Width, 150 + (RowHeight * known.Length));

        string NameOf(PublishedComparison one)
        {
            string name = $"{one.Figure.Scenario.Word()} {one.Figure.Backing}";
            return known.Select(other => other.By).Distinct().Skip(1).Any() ? $"{name}, {one.By}" : name;
        }
    }

    private static string Caption(PublishedComparison[] known, string by)
    {
        string published = string.Join("; ", known.Select(one => one.Figure).DistinctBy(figure => (figure.Source, figure.Machine, figure.Provenance)).Select(figure =>
            $"{figure.Source}, on {figure.Machine}, provenance {figure.Provenance.Word()}"));
        string timed = string.Join("; ", known.Select(one => one.Figure.Timed).Distinct());
        string scope = string.Join(", ", known.Select(one => one.Figure.Scope.Describe()).Distinct());
        string ours = known[0].Quantity == Quantity.Measured
            ? $"as measured by {by}, provenance hardware, {string.Join(", ", known.Select(one => one.Samples).Distinct())}. Lines through circles: 95 % interval of the "
                + "median's change. The machines are not the same: that changes agree or not says something about both."
            : $"as predicted by {by} from simulated counts. Lines through circles: what the model's costs may be. A prediction is no measurement; "
                + "that they agree says that the model, which was fitted to these figures, can reproduce them.";
        return $"Changes in run time of the {scope}, as published ({published}; timed: {timed}) and {ours}";
    }

    private static void AddMarkers(Plot plot, string name, IEnumerable<double> values, double offset, Color colour, MarkerShape shape)
    {
        double[] xs = [.. values];
        var markers = plot.Add.Markers(xs, [.. xs.Select((_, row) => -row + offset)], shape, 10, colour);
        markers.LegendText = name;
    }
}
