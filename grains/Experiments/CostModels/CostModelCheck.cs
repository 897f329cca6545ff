using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>
/// How a cost model stands to the published figures that it was fitted to: it is asked for each of them, and, where several figures
/// determine one cost, for each of them with that cost fitted to the others only.
/// </summary>
/// <param name="Comparison">The published figure and the model's prediction.</param>
/// <param name="LeftOut">The prediction by the other figures; null where the figure alone determines a cost, so that nothing is left without it.</param>
public sealed record CostModelCheck(PublishedComparison Comparison, Interval? LeftOut)
{
    private const string SharedCost = "walks";

    /// <summary>Checks a model on the engine, with the runs of the preset that has its name.</summary>
    /// <returns>A check for each figure; none for a model that was not fitted to published figures.</returns>
    public static IReadOnlyList<CostModelCheck> Of(CostModel model, CancellationToken cancellation)
    {
        if (Presets.Find(model.Name) is not { } preset)
        {
            return [];
        }

        SweepSpecification specification = SweepSpecification.Parse(preset.Yaml, preset.Name).Specification!;
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 1UL << 30 });
        RunResult[] results = [.. Enumerable.Range(0, (int)specification.Plan.RunCount).Select(run => SimulatedRun.Execute(vm, specification.Plan[run], cancellation))];
        var table = ResultTable.Build(specification, results);
        PublishedComparison[] comparisons = [.. PublishedComparison.Of(table).Where(comparison => comparison.By == model.Name)];
        Point[] shared = model.IsAbsolute ? [] : [.. comparisons.Where(one => one.Figure.Scenario == Scenario.Clear).Select(one => Point.Of(one.Figure, results))];
        return
        [
            .. comparisons.Select(comparison => new CostModelCheck(
                comparison,
                table.Checks.FirstOrDefault(check => check.Figure == comparison.Figure) is { } left
                    ? Fraction(left.PredictedPercent)
                    : shared.FirstOrDefault(point => point.Figure == comparison.Figure) is { } point
                        ? Without(model, point, [.. shared.Where(other => other != point)])
                        : null)),
        ];
    }

    private static Interval Fraction(Interval percent) => new(percent.Low / 100, percent.Mid / 100, percent.High / 100);

    /// <summary>The model's prediction with the cost of a walk from the other figures.</summary>
    private static Interval? Without(CostModel model, Point left, IReadOnlyList<Point> others)
    {
        double[] implied = [.. others.Select(other => other.ImpliedCost(model))];
        var cost = new Interval(Math.Max(0, implied.Min()), Math.Max(0, implied.Average()), Math.Max(0, implied.Max()));
        CostParameter[] parameters = [.. model.Parameters.Select(p => p.Counter.Name == SharedCost ? p with { Cost = cost } : p)];
        return (model with { Parameters = parameters }).PredictChange(left.Before, left.After);
    }

    /// <summary>A published change of CLEAR with the counts of both sides: it determines the cost of a walk once the others are known.</summary>
    private sealed record Point(PublishedFigure Figure, StepCounters Before, StepCounters After)
    {
        public static Point Of(PublishedFigure figure, RunResult[] results)
        {
            RunResult changed = results.First(result => figure.AppliesTo(result.Run.Configuration));
            RunConfiguration baseline = changed.Run.Configuration with { Strategy = SplitStrategies.Baseline.Name };
            RunResult before = results.First(result => result.Run.Configuration.Equals(baseline));
            return new Point(figure, Sum(before), Sum(changed));
        }

        /// <summary>(visits saved * (1/p - 1) - all other costs after the change) / walks.</summary>
        public double ImpliedCost(CostModel model)
        {
            double saved = Before["leaf_callbacks", Stage2Geometry.LastLevel] - After["leaf_callbacks", Stage2Geometry.LastLevel];
            double rest = saved * ((100 / -Figure.ChangePercent) - 1);
            double known = model.Parameters.Where(p => p.Counter.Name != SharedCost).Sum(p => p.Count(After) * p.Cost.Mid);
            return (rest - known) / After[SharedCost];
        }

        private static StepCounters Sum(RunResult result)
        {
            var sum = new StepCounters();
            foreach (StepResult step in result.Steps.Where(step => step.Scope == Scope.Ioctl))
            {
                for (int i = 0; i < CounterLayout.Length; i++)
                {
                    sum.Values[i] += step.Counters.Values[i];
                }
            }

            return sum;
        }
    }
}
