using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Content;
using S2Grid.Views.Results;
using ScottPlot;
using ScottPlot.TickGenerators;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>How callbacks, or measured times, grow with the VM, both axes logarithmic.</summary>
public static class ScalingPicture
{
    private const int MinSizes = 3;
    private const int Height = 440;
    private const string Memory = "memory";

    /// <summary>What is told of a picture's configurations, unless it is compared, whether it varies or not.</summary>
    private static readonly string[] AlwaysShown = ["backing", "chunk"];

    /// <summary>The picture of the backing, chunk and so on of which most is to be seen.</summary>
    public static Drawing Draw(ReportContent content, IReadOnlyList<RunGroup> groups)
    {
        string scenario = groups[0].Configuration.Scenario.Word();
        string what = $"growth with the VM's size, scenario {scenario}";
        var scale = ScaledQuantity.Of(content, groups);
        if (scale is null)
            return Drawing.None($"{what}: nothing was counted or timed.");

        AxisPattern baseline = content.Request.Baseline ?? content.Stored.Specification.Baseline;
        string[] compared = [.. ComparedAxes.Of(baseline).Where(name => name != Memory)];
        (RunGroup[] Groups, Series[] Lines)[] choices =
        [
            .. groups.Where(group => group.Runs > 0)
                .GroupBy(group => string.Join('\n', Fixed(group, groups, compared)))
                .Select(same => (same.ToArray(), SeriesOf(scale, [.. same], compared))),
        ];
        (RunGroup[] chosen,
            Series[] series) = choices.MaxBy(choice => (Apart(choice.Lines), Apart(choice.Lines) - choice.Lines.Length));
        if (series is null or [])
            return Drawing.None($"{what}: it takes at least {MinSizes} sizes of otherwise equal VMs.");

        string[] names = [.. AlwaysShown.Except(compared)];
        string[] common = [.. names.Select(name => $"{name} {chosen[0].Configuration[name]}")];
        string[] others =
        [
            .. ConfigurationColumns.Varying(groups, []).Except([.. names, .. compared, Memory])
                .Where(name => name != "ia-bits" || !DoesSizeDecideAddressBits(groups))
                .Select(name => $"{name} {chosen[0].Configuration[name]}"),
        ];
        var chart = new Chart(
            string.Join(", ", [$"{Chart.Capital(scale.Title)} by size of the VM", .. common, $"scenario {scenario}"]));
        Plot plot = chart.Plot;
        series = [.. series.Take(Chart.MaxSeries)];
        for (int i = 0; i < series.Length; i++)
            AddSeries(plot, series[i], i);

        ScaledQuantity.Point[] points = [.. series.SelectMany(line => line.Points)];
        ulong[] sizes = [.. points.Select(point => point.Memory).Distinct().Order()];
        plot.Axes.Bottom.TickGenerator =
            new NumericManual([.. sizes.Select(size => Math.Log2(size))], [.. sizes.Select(size => ByteSize.Format(size))]);
        int lowest = (int)Math.Floor(Math.Log10(points.Min(point => point.Low)));
        int highest = Math.Max(lowest + 1, (int)Math.Ceiling(Math.Log10(points.Max(point => point.High))));
        int[] powers = [.. Enumerable.Range(lowest, highest - lowest + 1)];
        plot.Axes.Left.TickGenerator = new NumericManual(
            [.. powers.Select(power => (double)power)], [.. powers.Select(power => Invariant($"{Math.Pow(10, power):#,0.######}"))]);
        plot.XLabel("size of the VM");
        plot.YLabel(scale.Axis);
        plot.Axes.SetLimits(Math.Log2(sizes[0]) - 0.3, Math.Log2(sizes[^1]) + 0.3, lowest - 0.1, highest + 0.1);
        string choice = choices.Length > 1 ? Invariant($"of {choices.Length} combinations the one whose lines differ most") : "";
        string caption = $"{Chart.Capital(what)}: {scale.Describe(chosen)}, {scale.Scope.Describe()}, "
            + $"{string.Join(", ", [.. common, .. others])}. Both axes are logarithmic; what comes to nothing has no line, and what "
            + $"comes to the same shares one.{(choice.Length > 0 ? $" Shown: {choice}." : "")}";
        RunGroup any = chosen[0];
        string facts = PictureFacts.Of(
            new FigureOrigin(any.Provenance, scale.Scope, any.Agent, chosen.All(group => group.Kernel == any.Kernel) ? any.Kernel : null),
            any.Provenance == Provenance.Simulated ? "exact counts" : $"medians; lines: their intervals, {ComparisonText.Level}",
            chosen,
            string.Join("; ", [.. others, .. choice.Length > 0 ? [choice] : Array.Empty<string>()]));
        return chart.Finish($"scaling-{scenario}", what, caption, facts, [any.Provenance.Word()], Height);
    }

    /// <summary>How many lines can be told apart at the largest size: those that differ by some five per cent.</summary>
    private static int Apart(Series[] series)
        => series.Select(line => (int)(Math.Log10(line.Points[^1].Value) * 50)).Distinct().Count();

    /// <summary>What must be equal in a picture: all but the size, what it decides, and what is compared, which has a line each.</summary>
    private static IEnumerable<string> Fixed(RunGroup group, IReadOnlyList<RunGroup> all, string[] compared)
    {
        bool doesSizeDecide = DoesSizeDecideAddressBits(all);
        return group.Configuration.EffectiveValues
            .Where(value => value.Name != Memory && !compared.Contains(value.Name) && !(doesSizeDecide && value.Name == "ia-bits"))
            .Select(value => value.Value)
            .Concat([group.Provenance.ToString(), group.Agent ?? ""]);
    }

    private static bool DoesSizeDecideAddressBits(IReadOnlyList<RunGroup> groups) => !groups.GroupBy(group => group.Configuration.Memory)
        .Any(same => same.Select(group => group.Configuration.IaBits).Distinct().Skip(1).Any());

    private static Series[] SeriesOf(ScaledQuantity scale, RunGroup[] groups, string[] compared) =>
    [
        .. groups.GroupBy(group => string.Join(' ', compared.Select(name => group.Configuration[name])))
            .Select(line => new Series(
                line.Key, [.. line.OrderBy(group => group.Configuration.Memory).Select(scale.Read).OfType<ScaledQuantity.Point>()]))
            .Where(line => line.Points.Count >= MinSizes)
            .GroupBy(line => string.Join(' ', line.Points))
            .Select(equal => equal.First() with { Name = string.Join(" = ", equal.Select(line => line.Name)) }),
    ];

    private static void AddSeries(Plot plot, Series series, int index)
    {
        var line = plot.Add.Scatter(
            series.Points.Select(point => Math.Log2(point.Memory)).ToArray(),
            series.Points.Select(point => Math.Log10(point.Value)).ToArray());
        line.Color = Chart.Colour(index);
        line.LineWidth = 2;
        line.MarkerShape = Enum.GetValues<MarkerShape>()[index + 1];
        line.MarkerSize = 8;
        line.LegendText = series.Name;
        foreach (ScaledQuantity.Point point in series.Points.Where(point => point.High > point.Low))
        {
            var span = plot.Add.Line(Math.Log2(point.Memory), Math.Log10(point.Low), Math.Log2(point.Memory), Math.Log10(point.High));
            span.Color = Chart.Colour(index);
            span.LineWidth = 1.5f;
        }
    }

    /// <summary>A line of the picture.</summary>
    /// <param name="Name">The strategies that it stands for.</param>
    /// <param name="Points">A point for each size, ascending.</param>
    private sealed record Series(string Name, IReadOnlyList<ScaledQuantity.Point> Points);
}
