namespace S2Grid.Security.Access;

/// <summary>Names by which silos and clients find each other and each other's credentials.</summary>
public static class AccessKeys
{
    /// <summary>Orleans' service id; the same for every cluster.</summary>
    public const string ServiceId = "s2grid";

    /// <summary>The id of a cluster that was given no other.</summary>
    public const string DefaultClusterId = "s2grid";

    /// <summary>The request context's key of a client's token.</summary>
    internal const string Token = "s2grid.token";

    /// <summary>The request context's key of a silo's proof.</summary>
    internal const string Proof = "s2grid.silo";
}
