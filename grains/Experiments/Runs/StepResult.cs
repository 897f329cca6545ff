namespace S2Grid.Experiments.Runs;

/// <summary>What one step of a run counted.</summary>
/// <param name="Name">The step's name: see <see cref="RunStep.Name"/>.</param>
/// <param name="Scope">What the counters belong to.</param>
/// <param name="Counters">Exact counts.</param>
public record StepResult(string Name, Scope Scope, StepCounters Counters);
