using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports.Content;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using ScottPlot;
using static System.FormattableString;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>Of what a cost model makes up a strategy's time, backing by backing.</summary>
internal static class BreakdownPicture
{
    private const int RowHeight = 26;

    public static Drawing Draw(CostBreakdown breakdown)
    {
        string what = $"breakdown of the time predicted by {breakdown.Model.Name}, scenario {breakdown.Scenario}";
        if (breakdown.Absence is { } absence)
        {
            return Drawing.None($"{what}: {absence}");
        }

        Plot plot = PictureStyle.NewPlot($"Breakdown of the time predicted by {breakdown.Model.Name}, scenario {breakdown.Scenario}");
        double[] ends = new double[breakdown.Rows.Count];
        foreach (CostPhase phase in breakdown.Phases)
        {
            AddPhase(plot, breakdown, phase, ends);
        }

        string[] names = [.. breakdown.Rows.Select(row => $"{row.Configuration.BackingName} {row.Configuration.Strategy}")];
        string[] figures = [.. breakdown.Rows.Select(row => Quantities.Predicted(row.Total.Mid))];
        for (int row = 0; row < ends.Length; row++)
        {
            Interval total = breakdown.Rows[row].Total;
            PictureStyle.DrawSpan(plot, total.Low, total.High, -row, Colors.Black);
            PictureStyle.Write(plot, figures[row], total.High, -row, isAtLeft: false);
        }

        PictureStyle.NameRows(plot, names, row => -row);
        plot.XLabel(breakdown.Model.IsAbsolute ? "predicted time, ms" : Invariant($"predicted time, in units of the baseline's {breakdown.Unit:N0} level-3 visits"));
        PictureStyle.Legend(plot);
        double most = breakdown.Rows.Max(row => row.Total.High);
        double room = PictureStyle.TextWidth(figures.MaxBy(text => text.Length)!);
        plot.Axes.SetLimits(0, most * (1 + (room / (PictureStyle.DataWidth(names) - room))), -ends.Length + 0.4, 0.6);
        string caption = $"{ChangePicture.Capital(what)}: predicted midpoints, which add up, and lines across what the total may be; predicted by "
            + $"{breakdown.Model.Name} from simulated counts, {breakdown.Scope.Describe()}, {breakdown.What}. Not measured. "
            + breakdown.Uncosted;
        return new Picture(
            $"breakdown-{breakdown.Model.Name}-{breakdown.Scenario}", ChangePicture.Capital(what), caption, plot, PictureStyle.Width, 150 + (RowHeight * ends.Length));
    }

    private static void AddPhase(Plot plot, CostBreakdown breakdown, CostPhase phase, double[] ends)
    {
        var bars = new List<Bar>();
        for (int row = 0; row < ends.Length; row++)
        {
            double cost = breakdown.Rows[row].Phases.GetValueOrDefault(phase).Mid;
            bars.Add(new Bar
            {
                Position = -row,
                ValueBase = ends[row],
                Value = ends[row] + cost,
                Size = 0.75,
                FillColor = PictureStyle.Colour((int)phase),
                LineWidth = 0,
                Orientation = Orientation.Horizontal,
            });
            ends[row] += cost;
        }

        var plottable = plot.Add.Bars(bars);
        plottable.LegendText = phase.Title();
        plottable.Horizontal = true;
    }
}
