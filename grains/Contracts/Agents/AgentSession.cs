namespace S2Grid.Contracts.Agents;

/// <summary>A session as its agent is told of it.</summary>
/// <param name="Id">Its id; the agent shows it with every call.</param>
/// <param name="Health">Whether the agent gets runs.</param>
/// <param name="Reason">Why not, where it does not; else empty.</param>
/// <param name="LeaseDuration">How long a lease lasts without being renewed.</param>
/// <param name="RenewInterval">How often it is to be renewed.</param>
/// <param name="Patience">How long the agent is kept waiting for work.</param>
[GenerateSerializer, Immutable]
public sealed record AgentSession(
    [property: Id(0)] string Id,
    [property: Id(1)] AgentHealth Health,
    [property: Id(2)] string Reason,
    [property: Id(3)] TimeSpan LeaseDuration,
    [property: Id(4)] TimeSpan RenewInterval,
    [property: Id(5)] TimeSpan Patience);
