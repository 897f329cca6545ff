using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Mmu.Counters;

namespace S2Grid.Cli.Reports;

/// <summary>What reports ask of groups of runs.</summary>
internal static class ReportGroups
{
    /// <summary>Whether two configurations differ in no other effective values than these.</summary>
    public static bool IsSameButFor(this RunConfiguration one, RunConfiguration other, IReadOnlyCollection<string> free) =>
        one.EffectiveValues.Zip(other.EffectiveValues).All(pair => pair.First == pair.Second || free.Contains(pair.First.Name));

    /// <summary>The counters of some steps, added up.</summary>
    public static StepCounters Sum(this RunGroup group, IReadOnlyList<string> steps)
    {
        var sum = new StepCounters();
        foreach (StepGroup step in group.Steps.Where(step => steps.Contains(step.Name)))
        {
            sum.Add(step.Counters);
        }

        return sum;
    }
}
