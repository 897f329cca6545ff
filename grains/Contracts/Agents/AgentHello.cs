namespace S2Grid.Contracts.Agents;

/// <summary>An agent's process that begins a session.</summary>
/// <param name="Credential">The agent's credential.</param>
/// <param name="Nonce">What <see cref="IAgentGrain.Challenge"/> gave.</param>
/// <param name="Signature">Of the nonce with the agent's key, ECDSA over SHA-256 in IEEE P1363 form.</param>
/// <param name="Instance">Names the process.</param>
/// <param name="Host">Where it runs, for messages.</param>
/// <param name="Machine">Its machine as it is now.</param>
[GenerateSerializer, Immutable]
public sealed record AgentHello(
    [property: Id(0)] string Credential,
    [property: Id(1)] byte[] Nonce,
    [property: Id(2)] byte[] Signature,
    [property: Id(3)] string Instance,
    [property: Id(4)] string Host,
    [property: Id(5)] AgentMachine Machine);
