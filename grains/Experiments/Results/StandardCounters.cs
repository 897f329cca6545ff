using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Results;

/// <summary>The counters from which all follows that is compared where nobody says what:
/// <see cref="ComparisonMetrics.Standard"/>.</summary>
public static class StandardCounters
{
    /// <summary>Tells whether the counter at an offset of a step's is one of them.</summary>
    /// <param name="specification">What was run.</param>
    public static Func<string, int, bool> Of(SweepSpecification specification)
    {
        CostParameter[] costs = [.. CostModels.All.Union(specification.CostModels).SelectMany(model => model.Parameters)];
        HashSet<int> summed = OffsetsOf(counters =>
            NamedCounts.All.Any(sum => sum.Of(counters) != 0) || costs.Any(cost => cost.Count(counters) != 0));
        HashSet<int> blocks = OffsetsOf(counters =>
            BlocksLeft.BlockLevels.Any(level => DerivedCounter.Unsplit.Value(counters, level) != 0));
        HashSet<string> counted = [.. Enum.GetValues<Scenario>().SelectMany(scenario => specification.Counted(scenario).Names)];
        return (step, offset) => (counted.Contains(step) && summed.Contains(offset))
            || (BlocksLeft.IsJudgedAfter(step) && blocks.Contains(offset));
    }

    /// <summary>The counters that something which adds counters up depends on.</summary>
    private static HashSet<int> OffsetsOf(Func<StepCounters, bool> isTold)
    {
        var alone = new StepCounters();
        HashSet<int> told = [];
        for (int offset = 0; offset < CounterLayout.Length; offset++)
        {
            alone.Clear();
            alone.Values[offset] = 1;
            if (isTold(alone))
                told.Add(offset);
        }

        return told;
    }
}
