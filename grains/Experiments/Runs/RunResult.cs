namespace S2Grid.Experiments.Runs;

/// <summary>What came of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">How it ended.</param>
/// <param name="Error">Why it failed, in a sentence; null if it did not.</param>
/// <param name="Steps">The steps that were done, in order.</param>
/// <param name="Provenance">Where the figures come from.</param>
public sealed record RunResult(PlannedRun Run, RunState State, string? Error, IReadOnlyList<StepResult> Steps, Provenance Provenance)
{
    /// <summary>What a machine measured; null for simulated runs.</summary>
    public Measurement? Measurement { get; init; }
}
