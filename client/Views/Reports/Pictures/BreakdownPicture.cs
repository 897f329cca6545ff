using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Content;
using ScottPlot;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>Of what a cost model makes up a strategy's time, backing by backing.</summary>
public static class BreakdownPicture
{
    private const int RowHeight = 26;

    /// <summary>Draws a breakdown.</summary>
    public static Drawing Draw(CostBreakdown breakdown)
    {
        string what = $"breakdown of the time predicted by {breakdown.Model.Name}, scenario {breakdown.Scenario}";
        if (breakdown.Absence is { } absence)
            return Drawing.None($"{what}: {absence}");

        var chart = new Chart(Chart.Capital(what));
        double[] ends = new double[breakdown.Rows.Count];
        foreach (CostPhase phase in breakdown.Phases)
        {
            double[] starts = [.. ends];
            for (int row = 0; row < ends.Length; row++)
                ends[row] += breakdown.Rows[row].Phases.GetValueOrDefault(phase).Mid;

            chart.AddBars(phase.Title(), (int)phase, 0.75, starts.Select((start, row) => ((double)-row, start, ends[row])));
        }

        string[] names = [.. breakdown.Rows.Select(row => $"{row.Configuration.BackingName} {row.Configuration.Strategy}")];
        string[] figures = [.. breakdown.Rows.Select(row => Quantities.Predicted(row.Total.Mid))];
        for (int row = 0; row < ends.Length; row++)
        {
            Interval total = breakdown.Rows[row].Total;
            chart.DrawSpan(total.Low, total.High, -row, Colors.Black);
            chart.Write(figures[row], total.High, -row, isAtLeft: false);
        }

        chart.NameRows(names, row => -row);
        chart.Plot.XLabel(breakdown.Model.IsAbsolute
            ? "predicted time, ms" : Invariant($"predicted time, in units of the baseline's {breakdown.Unit:N0} level-3 visits"));
        double most = breakdown.Rows.Max(row => row.Total.High);
        double room = Chart.TextWidth(figures.MaxBy(text => text.Length)!);
        chart.Plot.Axes.SetLimits(0, most * (1 + (room / (Chart.DataWidth(names) - room))), -ends.Length + 0.4, 0.6);
        string caption =
            $"{Chart.Capital(what)}: predicted midpoints, which add up, and lines across what the total may be; predicted by "
            + $"{breakdown.Model.Name} from simulated counts, {breakdown.Scope.Describe()}, {breakdown.What}. Not measured. "
            + $"{breakdown.Uncosted}{(breakdown.Choice.Length > 0 ? $" Shown is, {breakdown.Choice}." : "")}".Trim();
        string facts = PictureFacts.Of(
            new FigureOrigin(Provenance.Simulated, breakdown.Scope),
            $"chunk {breakdown.Rows[0].Configuration.Chunk}; predicted by {breakdown.Model.Name}, not measured; "
                + "lines: what its costs may be",
            breakdown.Shown,
            breakdown.Choice);
        return chart.Finish(
            $"breakdown-{breakdown.Model.Name}-{breakdown.Scenario}", what, caption, facts, [OriginWord.Predicted],
            150 + (RowHeight * ends.Length));
    }
}
