using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Pictures;
using ScottPlot;

namespace S2Grid.Cli.Times;

/// <summary>A time line as a picture: a row for each lane, in which the height is a share.</summary>
internal static class TimelinePicture
{
    public const int Pieces = 500;

    private const double RowHeight = 0.85;
    private const int Pixels = 46;

    public static Picture Draw(string run, Timeline timeline, int vcpus)
    {
        string title = $"Predicted time line of {run}";
        var chart = new Chart(title);
        double piece = timeline.Length / Pieces / 1e6;
        foreach ((int row, var lane) in TimelineText.Lanes.Index())
        {
            List<Coordinates> outline = [new(0, -row)];
            foreach ((int i, double value) in timeline[lane.Lane].Index())
            {
                double top = (RowHeight * value / (lane.IsOfVcpus ? vcpus : 1)) - row;
                outline.AddRange([new(i * piece, top), new((i + 1) * piece, top)]);
            }

            var area = chart.Plot.Add.Polygon([.. outline, new(timeline.Length / 1e6, -row)]);
            area.FillColor = Chart.Colour(row);
            area.LineWidth = 0;
            area.LegendText = lane.Title;
        }

        string[] names = [.. TimelineText.Lanes.Select(lane => lane.Title)];
        chart.NameRows(names, row => 0.4 - row);
        chart.Plot.XLabel("ms since the ioctl began, predicted at middle costs, not measured");
        chart.Plot.Axes.SetLimits(0, timeline.Length / 1e6, 0.9 - names.Length, 1.1);
        string facts = string.Create(
            CultureInfo.InvariantCulture, $"provenance simulated; predicted, not measured; vCPUs: {vcpus}; n: 1 run");
        return chart.Finish(
            "timeline", title, $"{title}; heights are shares.", facts, [OriginWord.Predicted], 90 + (Pixels * names.Length));
    }
}
