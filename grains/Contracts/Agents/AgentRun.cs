namespace S2Grid.Contracts.Agents;

/// <summary>A run that an agent was given.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="SweepName">Its name.</param>
/// <param name="Run">The run.</param>
/// <param name="StartedAt">When it was given.</param>
/// <param name="EndedAt">When it was reported or lost; null while it is in work.</param>
/// <param name="Outcome">What came of it, for people: in work, done, failed, refused, lost, ignored.</param>
/// <param name="Error">Why, where it was not done; else empty.</param>
[GenerateSerializer, Immutable]
public sealed record AgentRun(
    [property: Id(0)] string SweepId,
    [property: Id(1)] string SweepName,
    [property: Id(2)] long Run,
    [property: Id(3)] DateTimeOffset StartedAt,
    [property: Id(4)] DateTimeOffset? EndedAt,
    [property: Id(5)] string Outcome,
    [property: Id(6)] string Error);
