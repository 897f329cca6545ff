namespace S2Grid.Silo.Configuration;

/// <summary>The ports of a silo.</summary>
/// <param name="Silo">For other silos.</param>
/// <param name="Gateway">For clients.</param>
/// <param name="Http">For health.</param>
public sealed record SiloPorts(int Silo, int Gateway, int Http);
