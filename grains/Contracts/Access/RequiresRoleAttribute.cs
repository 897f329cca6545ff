namespace S2Grid.Contracts.Access;

/// <summary>
/// The least role with which a client may call a grain's method. A method without it is for the grid's own grains and slots: no client
/// may call it, whatever its role.
/// </summary>
/// <param name="role">The least role.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresRoleAttribute(Role role) : Attribute
{
    /// <summary>The least role.</summary>
    public Role Role => role;
}
