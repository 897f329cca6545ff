namespace S2Grid.Grains.Telemetry;

/// <summary>How an agent stands, for metrics.</summary>
/// <param name="Name">What people call its machine; unique in a grid.</param>
/// <param name="Provenance">Where its times come from.</param>
/// <param name="Kernel">The release of the kernel that its machine runs.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="State"><c>offline</c>, <c>idle</c> or <c>busy</c>.</param>
/// <param name="Health"><c>active</c>, <c>maintenance</c>, <c>quarantined</c> or <c>retired</c>.</param>
/// <param name="LastSeen">When it was last heard of; null if never.</param>
public sealed record AgentFigures(
    string Name, Provenance Provenance, string Kernel, string Version, string State, string Health, DateTimeOffset? LastSeen);
