using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>What one step came to in all runs of a <see cref="RunGroup"/>.</summary>
/// <param name="Name">The step's name: see <see cref="RunStep.Name"/>.</param>
/// <param name="Scope">What the step's figures belong to.</param>
/// <param name="Counters">Exact counts, the same in every run; the smallest where <paramref name="Differing"/> says otherwise.</param>
/// <param name="Differing">The columns that are not the same in all runs, with both extremes, although simulated runs count alike.</param>
/// <param name="Seconds">The measured times in seconds, in the order of the runs; empty where none were measured.</param>
public sealed record StepGroup(
    string Name, Scope Scope, StepCounters Counters, IReadOnlyList<string> Differing, IReadOnlyList<double> Seconds)
    : StepResult(Name, Scope, Counters);
