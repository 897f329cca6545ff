namespace S2Grid.Storage.Catalogue;

/// <summary>A token with which one agent can register, without the token itself.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Labels">Words that the agent will have, as JSON.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it can be used.</param>
/// <param name="UsedBy">The agent that has registered with it, or null.</param>
public sealed record TokenRecord(string Hash, string Labels, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? UsedBy);
