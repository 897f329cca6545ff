namespace S2Grid.Contracts.Agents;

/// <summary>Why an agent is refused.</summary>
public enum AgentRefusal
{
    /// <summary>What it says is wrong; saying it again does not help.</summary>
    Wrong,

    /// <summary>It is not who it says, or is no longer wanted.</summary>
    Unknown,

    /// <summary>Its session has ended: it is to say hello again.</summary>
    NoSession,

    /// <summary>Another living process is this agent.</summary>
    Duplicate,
}
