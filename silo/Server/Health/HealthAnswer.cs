namespace S2Grid.Server.Health;

/// <summary>What a health endpoint answers, as JSON.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not ready</c>.</param>
/// <param name="Reasons">Why it is not ready.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyList<string> Reasons);
