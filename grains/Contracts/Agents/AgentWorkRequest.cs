namespace S2Grid.Contracts.Agents;

/// <summary>An agent that asks for a run, and what its machine can do.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Machine">Its machine, huge pages as free now.</param>
[GenerateSerializer, Immutable]
public sealed record AgentWorkRequest([property: Id(0)] string AgentId, [property: Id(1)] string Name,
    [property: Id(2)] Machine Machine);
