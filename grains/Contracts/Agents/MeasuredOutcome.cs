namespace S2Grid.Contracts.Agents;

/// <summary>How a measured run ended.</summary>
public enum MeasuredOutcome
{
    /// <summary>Every step was done.</summary>
    Succeeded,

    /// <summary>The machine could not do it this time.</summary>
    Failed,

    /// <summary>This machine never can.</summary>
    Refused,
}
