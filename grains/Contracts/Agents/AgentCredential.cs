namespace S2Grid.Contracts.Agents;

/// <summary>What a registered agent is told, once.</summary>
/// <param name="AgentId">Its id, derived from its key.</param>
/// <param name="Secret">Its credential; the grid keeps a hash.</param>
[GenerateSerializer, Immutable]
public sealed record AgentCredential([property: Id(0)] string AgentId, [property: Id(1)] string Secret);
