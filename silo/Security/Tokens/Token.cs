namespace S2Grid.Security.Tokens;

/// <summary>What a tokens file knows of a token; the token itself is known to its holder only.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Sha256">The SHA-256 hash of the token's UTF-8 text, in hexadecimal.</param>
/// <param name="Expires">When it ceases to be good; null if never.</param>
public sealed record Token(string Name, Role Role, string Sha256, DateTimeOffset? Expires = null);
