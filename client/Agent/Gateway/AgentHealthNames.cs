namespace S2Grid.Agent.Gateway;

/// <summary>An agent's health in words.</summary>
internal static class AgentHealthNames
{
    /// <summary>The health and its reason, if it has one.</summary>
    internal static string Of(AgentHealth health, string reason)
    {
        string name = health switch
        {
            AgentHealth.Active => "active",
            AgentHealth.Maintenance => "in maintenance: it gets no runs until it is resumed",
            AgentHealth.Quarantined => "quarantined: it gets no runs until it is resumed",
            AgentHealth.Retired => "retired: it gets no runs any more",
            _ => "of unknown health",
        };
        return reason.Length > 0 ? $"{name} ({reason})" : name;
    }
}
