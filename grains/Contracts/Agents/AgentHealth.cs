namespace S2Grid.Contracts.Agents;

/// <summary>Whether an agent is to get runs. Whether it is online is another matter.</summary>
public enum AgentHealth
{
    /// <summary>It gets runs.</summary>
    Active,

    /// <summary>Drained by an operator: it gets none until it is resumed.</summary>
    Maintenance,

    /// <summary>It has failed too many runs in a row: it gets none until an operator resumes it.</summary>
    Quarantined,

    /// <summary>Taken out of the grid for good; its results stay.</summary>
    Retired,
}
