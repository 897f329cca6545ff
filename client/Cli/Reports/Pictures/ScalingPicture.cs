using S2Grid.Experiments;
using S2Grid.Mmu;
using ScottPlot;
using ScottPlot.TickGenerators;
using static System.FormattableString;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>How callbacks grow with the VM, both axes logarithmic.</summary>
internal static class ScalingPicture
{
    private const int FewestSizes = 3;
    private const int Height = 440;

    public static Drawing Draw(ReportContent content, IReadOnlyList<RunGroup> groups)
    {
        string scenario = groups[0].Configuration.Scenario.ToString().ToLowerInvariant();
        string what = $"growth with the VM's size, scenario {scenario}";
        (Scope scope, IReadOnlyList<string> steps) = ResultTable.Measured(groups[0].Configuration.Scenario, content.Specification.Published);
        if (groups.All(group => group.Provenance != Provenance.Simulated))
        {
            return Drawing.None($"{what}: only simulated runs are counted.");
        }

        // One backing, chunk and so on: that of the first run.
        RunConfiguration one = groups[0].Configuration;
        var series = groups
            .Where(group => group.Runs > 0 && BreakdownPicture.SameButFor(group.Configuration, one, ["memory", "strategy"]))
            .GroupBy(group => group.Configuration.Strategy)
            .Select(strategy => (Name: strategy.Key, Points: strategy.OrderBy(group => group.Configuration.Memory)
                .Select(group => (group.Configuration.Memory, Count: NamedCounts.Callbacks(BreakdownPicture.Sum(group, steps)))).Where(point => point.Count > 0).ToArray()))
            .Where(strategy => strategy.Points.Length >= FewestSizes)
            .GroupBy(strategy => string.Join(' ', strategy.Points.Select(point => point.ToString())))
            .Select(equal => (Name: string.Join(" = ", equal.Select(strategy => strategy.Name)), equal.First().Points))
            .Take(PictureStyle.MostSeries)
            .ToArray();
        if (series.Length == 0)
        {
            return Drawing.None($"{what}: it takes at least {FewestSizes} sizes of otherwise equal VMs.");
        }

        Plot plot = PictureStyle.NewPlot($"Callbacks by size of the VM, {one.BackingName}");
        ulong[] sizes = [.. series.SelectMany(strategy => strategy.Points).Select(point => point.Memory).Distinct().Order()];
        for (int i = 0; i < series.Length; i++)
        {
            var line = plot.Add.Scatter(
                series[i].Points.Select(point => Math.Log2(point.Memory)).ToArray(), series[i].Points.Select(point => Math.Log10(point.Count)).ToArray());
            line.Color = PictureStyle.Colour(i);
            line.LineWidth = 2;
            line.MarkerShape = Enum.GetValues<MarkerShape>()[i + 1];
            line.MarkerSize = 8;
            line.LegendText = series[i].Name;
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual([.. sizes.Select(size => Math.Log2(size))], [.. sizes.Select(size => ByteSize.Format(size))]);
        int highest = (int)Math.Ceiling(Math.Log10(series.SelectMany(strategy => strategy.Points).Max(point => (double)point.Count)));
        plot.Axes.Left.TickGenerator = new NumericManual(
            [.. Enumerable.Range(0, highest + 1).Select(power => (double)power)], [.. Enumerable.Range(0, highest + 1).Select(power => Invariant($"{Math.Pow(10, power):N0}"))]);
        plot.XLabel("size of the VM");
        plot.YLabel("callbacks of one run");
        plot.Axes.SetLimits(Math.Log2(sizes[0]) - 0.3, Math.Log2(sizes[^1]) + 0.3, -0.2, highest + 0.2);
        PictureStyle.Legend(plot);
        string caption = $"{ChangePicture.Capital(what)}: callbacks of one run, exact counts, provenance simulated, {Compare.ComparisonText.Describe(scope)}, "
            + $"backing {one.BackingName}, chunk {one.Chunk}. Both axes are logarithmic; a strategy that counts none "
            + "has no line, and strategies that count alike share one.";
        return new Picture($"scaling-{scenario}", ChangePicture.Capital(what), caption, plot, PictureStyle.Width, Height);
    }
}
