using S2Grid.Contracts.Leases;

namespace S2Grid.Contracts.Agents;

/// <summary>What an agent that has asked for work is told.</summary>
/// <param name="Health">Whether it gets runs.</param>
/// <param name="Reason">Why there is nothing to do, where there is nothing; else empty.</param>
/// <param name="Work">What to do; null for nothing now.</param>
[GenerateSerializer, Immutable]
public sealed record AgentWorkReply(
    [property: Id(0)] AgentHealth Health, [property: Id(1)] string Reason, [property: Id(2)] RunLease? Work);
