namespace S2Grid.Contracts.Agents;

/// <summary>An agent that asks to be one of the grid's.</summary>
/// <param name="Token">The registration token as it was given to people.</param>
/// <param name="Name">What people call the machine.</param>
/// <param name="PublicKey">The agent's key, SubjectPublicKeyInfo. The gateway has seen that the agent has its other half.</param>
/// <param name="IsEphemeral">Whether it is to be forgotten once it is gone.</param>
/// <param name="Machine">Its machine.</param>
[GenerateSerializer, Immutable]
public sealed record AgentRegistration(
    [property: Id(0)] string Token,
    [property: Id(1)] string Name,
    [property: Id(2)] byte[] PublicKey,
    [property: Id(3)] bool IsEphemeral,
    [property: Id(4)] AgentMachine Machine);
