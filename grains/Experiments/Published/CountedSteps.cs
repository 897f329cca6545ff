using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Published;

/// <summary>The steps whose counters stand for a run.</summary>
/// <param name="Scope">What the counters belong to.</param>
/// <param name="Names">The names of the steps.</param>
public sealed record CountedSteps(Scope Scope, IReadOnlyList<string> Names)
{
    /// <summary>The steps that stand for a run.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="ofEnable">Of an enable the split call alone, or the whole ioctl. A CLEAR splits within its ioctl.</param>
    internal static CountedSteps Of(Scenario scenario, Scope ofEnable) => scenario switch
    {
        Scenario.Enable when ofEnable == Scope.Ioctl => new(Scope.Ioctl, ["wp", "split"]),
        Scenario.Enable => new(Scope.SplitCall, ["split"]),
        Scenario.Clear => new(Scope.Ioctl, ["clear", "clear-2"]),
        _ => new(Scope.Guest, ["write"]),
    };

    /// <summary>The counters of these steps, added up; zero where a run has none of them.</summary>
    public StepCounters Sum(IReadOnlyList<StepResult> steps)
    {
        var sum = new StepCounters();
        AddTo(sum, steps);
        return sum;
    }

    /// <summary>Adds the counters of these steps to a sum.</summary>
    public void AddTo(StepCounters sum, IReadOnlyList<StepResult> steps)
    {
        foreach (StepResult step in steps)
        {
            if (Names.Contains(step.Name))
                sum.Add(step.Counters);
        }
    }
}
