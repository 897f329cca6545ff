namespace S2Grid.Experiments.Runs;

/// <summary>How a run ended.</summary>
public enum RunState
{
    /// <summary>Every step was done.</summary>
    Succeeded,

    /// <summary>A step could not be done.</summary>
    Failed,
}
