namespace S2Grid.Server.Configuration;

/// <summary>The ports of a silo.</summary>
/// <param name="Silo">For other silos.</param>
/// <param name="Gateway">For clients.</param>
/// <param name="Http">For health and metrics.</param>
/// <param name="Agents">For agents on machines that measure.</param>
public sealed record SiloPorts(int Silo, int Gateway, int Http, int Agents);
