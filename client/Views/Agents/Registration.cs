namespace S2Grid.Views.Agents;

/// <summary>How a machine becomes an agent's.</summary>
public static class Registration
{
    /// <summary>What to run on a machine so that it registers, with the token as input: with every silo, since one may be away; null where
    /// no silo has said where it takes agents.</summary>
    public static string? CommandOf(ClusterStatus status)
    {
        string[] places = [.. status.Silos.Select(silo => silo.Report?.Agents).OfType<string>().Distinct()];
        return places.Length == 0 ? null : "s2grid-agent register" + string.Concat(places.Select(place => $" --silo {place}"))
            + (places[0].StartsWith("https:", StringComparison.Ordinal) ? " --ca ca.crt" : "") + " --token-file -";
    }
}
