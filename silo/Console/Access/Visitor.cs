namespace S2Grid.Web.Access;

/// <summary>Who looks at the pages.</summary>
/// <param name="Name">The name of the token that was shown; null where the cluster has no tokens.</param>
/// <param name="Role">What its holder may do.</param>
public sealed record Visitor(string? Name, Role Role)
{
    /// <summary>Whether sweeps and agents may be changed.</summary>
    public bool MayChange => Role is Role.Operator or Role.Admin;

    /// <summary>Whether machines may be registered and taken out.</summary>
    public bool MayManage => Role == Role.Admin;

    /// <summary>Whether all that <paramref name="needed"/> may do is allowed.</summary>
    public bool May(Role needed) => needed switch
    {
        Role.Admin => MayManage,
        Role.Operator => MayChange,
        _ => Role != Role.Agent,
    };
}
