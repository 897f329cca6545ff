namespace S2Grid.Grains.Matching;

/// <summary>What a sweep waits for.</summary>
/// <param name="Reason">For a person; null if it waits for nothing.</param>
/// <param name="Runs">Runs that no agent could begin now.</param>
/// <param name="ImpossibleRuns">Of these, runs that no registered agent can ever do.</param>
internal readonly record struct Waiting(string? Reason, long Runs, long ImpossibleRuns);
