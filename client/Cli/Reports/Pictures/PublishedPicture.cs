using S2Grid.Experiments;
using ScottPlot;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>Published changes beside ours, with what is known of either's uncertainty.</summary>
internal static class PublishedPicture
{
    private const int RowHeight = 34;
    private const double Percent = 100;
    private const double Apart = 0.16;

    public static Drawing Draw(ReportContent content)
    {
        PublishedComparison[] known = [.. content.Published.Where(one => one.Ours is not null)];
        if (known.Length == 0)
        {
            return Drawing.None("published figures: the sweep repeats none, or no cost model predicts them.");
        }

        string model = string.Join(", ", known.Select(one => one.By).Distinct());
        Plot plot = PictureStyle.NewPlot("Published changes and predictions");
        for (int row = 0; row < known.Length; row++)
        {
            PublishedFigure figure = known[row].Figure;
            Interval ours = known[row].Ours!.Value;
            if (figure.DeviationPercent is { } deviation)
            {
                AddLine(plot, figure.ChangePercent - deviation, figure.ChangePercent + deviation, -row + Apart, PictureStyle.Colour(5));
            }

            AddLine(plot, Percent * ours.Low, Percent * ours.High, -row - Apart, PictureStyle.Colour(0));
        }

        AddMarkers(plot, "published, with one standard deviation where known", known.Select(one => one.Figure.ChangePercent), Apart, PictureStyle.Colour(5), MarkerShape.FilledDiamond);
        AddMarkers(plot, $"predicted by {model}", known.Select(one => Percent * one.Ours!.Value.Mid), -Apart, PictureStyle.Colour(0), MarkerShape.FilledCircle);
        PictureStyle.Name(plot.Axes.Left, [.. known.Select(one => $"{one.Figure.Scenario.ToString().ToLowerInvariant()} {one.Figure.Backing}")], row => -row);
        plot.XLabel("change in run time, %");
        plot.Axes.SetLimitsY(-known.Length + 0.4, 0.6);
        PictureStyle.Legend(plot);
        PublishedFigure first = known[0].Figure;
        string caption = $"Changes in run time as published ({first.Source}; {first.Machine}; {first.Provenance.ToString().ToLowerInvariant()}) and as predicted by {model} "
            + "from simulated counts. Lines through circles: what the model's costs may be. A prediction is no measurement; that they agree says that the model, "
            + "which was fitted to these figures, can reproduce them.";
        return new Picture("published", "Published changes and predictions", caption, plot, PictureStyle.Width, 150 + (RowHeight * known.Length));
    }

    private static void AddLine(Plot plot, double low, double high, double y, Color colour)
    {
        var line = plot.Add.Line(low, y, high, y);
        line.Color = colour;
        line.LineWidth = 2;
    }

    private static void AddMarkers(Plot plot, string name, IEnumerable<double> values, double offset, Color colour, MarkerShape shape)
    {
        double[] xs = [.. values];
        var markers = plot.Add.Markers(xs, [.. xs.Select((_, row) => -row + offset)], shape, 10, colour);
        markers.LegendText = name;
    }
}
