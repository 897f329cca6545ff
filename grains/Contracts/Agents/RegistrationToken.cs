namespace S2Grid.Contracts.Agents;

/// <summary>A token with which one agent can register.</summary>
/// <param name="Secret">The token; shown once.</param>
/// <param name="ExpiresAt">Until when it can be used.</param>
[GenerateSerializer, Immutable]
public sealed record RegistrationToken([property: Id(0)] string Secret, [property: Id(1)] DateTimeOffset ExpiresAt);
