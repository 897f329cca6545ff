using S2Grid.Experiments;
using S2Grid.Mmu;
using ScottPlot;
using static System.FormattableString;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>Of what a cost model makes up a strategy's time, backing by backing.</summary>
internal static class BreakdownPicture
{
    private const int MostBars = 16;
    private const int RowHeight = 26;
    private const double NanosecondsPerMillisecond = 1e6;

    public static Drawing Draw(ReportContent content, CostModel model, IReadOnlyList<RunGroup> groups)
    {
        RunConfiguration one = groups[0].Configuration;
        string scenario = one.Scenario.ToString().ToLowerInvariant();
        string what = $"what makes up the time by {model.Name}, scenario {scenario}";
        (Scope scope, IReadOnlyList<string> steps) = ResultTable.Measured(one.Scenario, content.Specification.Published);
        if (model.Refusal(one, scope, groups[0].Provenance) is { } refusal)
        {
            return Drawing.None($"{what}: {refusal}");
        }

        // One VM size, chunk and so on: the first that the sweep has.
        RunGroup[] shown =
        [
            .. groups.Where(group => group.Runs > 0 && SameButFor(group.Configuration, one, ["backing", "thp-coverage", "strategy"])).Take(MostBars),
        ];
        if (shown.Length == 0)
        {
            return Drawing.None($"{what}: no run succeeded.");
        }

        double unit = model.IsAbsolute ? NanosecondsPerMillisecond : shown.Max(group => Sum(group, steps)["leaf_callbacks", Stage2Geometry.LastLevel]);
        Plot plot = PictureStyle.NewPlot($"What makes up the time, by {model.Name}");
        var phases = shown.SelectMany(group => model.Breakdown(Sum(group, steps))).Where(phase => phase.Cost.Mid > 0).Select(phase => phase.Phase).Distinct().Order().ToArray();
        double[] ends = new double[shown.Length];
        for (int phase = 0; phase < phases.Length; phase++)
        {
            AddPhase(plot, model, shown, steps, phases[phase], unit, ends);
        }

        for (int row = 0; row < shown.Length; row++)
        {
            var label = plot.Add.Text(" " + Digits(ends[row]), ends[row], -row);
            label.LabelFontSize = PictureStyle.FontSize - 1;
            label.LabelAlignment = Alignment.MiddleLeft;
        }

        PictureStyle.Name(plot.Axes.Left, [.. shown.Select(group => $"{group.Configuration.BackingName} {group.Configuration.Strategy}")], row => -row);
        plot.XLabel(model.IsAbsolute ? "ms" : Invariant($"level-3 visits of the baseline ({unit:N0})"));
        PictureStyle.Legend(plot);
        plot.Axes.SetLimits(0, 1.15 * ends.Max(), -shown.Length + 0.4, 0.6);
        string caption = $"{ChangePicture.Capital(what)}: predicted mids, which add up; predicted by {model.Name} from simulated counts, "
            + $"{Compare.ComparisonText.Describe(scope)}, memory {ByteSize.Format(one.Memory)}, chunk {one.Chunk}. "
            + "Not measured; the phases' bounds are those of the model's costs ('s2grid models show').";
        return new Picture($"breakdown-{model.Name}-{scenario}", ChangePicture.Capital(what), caption, plot, PictureStyle.Width, 150 + (RowHeight * shown.Length));
    }

    /// <summary>Whether two configurations differ in no other values than these.</summary>
    internal static bool SameButFor(RunConfiguration one, RunConfiguration other, IReadOnlyCollection<string> free) =>
        one.EffectiveValues.Zip(other.EffectiveValues).All(pair => pair.First == pair.Second || free.Contains(pair.First.Name));

    /// <summary>The counters of the steps that stand for a run.</summary>
    internal static StepCounters Sum(RunGroup group, IReadOnlyList<string> steps)
    {
        var sum = new StepCounters();
        foreach (StepGroup step in group.Steps.Where(step => steps.Contains(step.Name)))
        {
            for (int i = 0; i < CounterLayout.Length; i++)
            {
                sum.Values[i] += step.Counters.Values[i];
            }
        }

        return sum;
    }

    /// <summary>Three digits that mean something.</summary>
    private static string Digits(double value) => value switch
    {
        >= 100 => Invariant($"{value:N0}"),
        >= 10 => Invariant($"{value:0.0}"),
        _ => Invariant($"{value:0.00}"),
    };

    private static void AddPhase(
        Plot plot, CostModel model, RunGroup[] shown, IReadOnlyList<string> steps, CostPhase phase, double unit, double[] ends)
    {
        var bars = new List<Bar>();
        for (int row = 0; row < shown.Length; row++)
        {
            double cost = model.Breakdown(Sum(shown[row], steps)).Where(known => known.Phase == phase).Sum(known => known.Cost.Mid) / unit;
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
        plottable.LegendText = phase.Name().Replace('-', ' ');
        plottable.Horizontal = true;
    }
}
