using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;

namespace S2Grid.Times.OtherMachines;

/// <summary>Work of which the simulator counts the events.</summary>
/// <param name="Axes">The run, as the axes of a sweep file.</param>
/// <param name="Step">The step of it that was timed.</param>
/// <param name="Per">Of how many such things the step consists, of which the time of one was published.</param>
public sealed record CountedWork(string Axes, string Step, double Per)
{
    /// <summary>The model that knows the costs: the only one of no machine in particular.</summary>
    internal static CostModel Model { get; } = CostModels.Find("arm64-priors")!;

    /// <summary>Nanoseconds by the model.</summary>
    internal Interval Predict()
    {
        SweepSpecification sweep = SweepSpecification.Parse($"axes: {Axes}", "published-times.json").Specification!;
        RunConfiguration run = sweep.Plan[0].Configuration;
        RunResult result = SimulatedRun.Execute(run);
        return Interval.Multiply(1 / Per, Model.PredictTime(result.Steps.Single(step => step.Name == Step).Counters));
    }
}
