namespace S2Grid.Storage.Catalogue;

/// <summary>What was last decided about a sweep. How it went follows from its batches, and whether it still runs from its lock.</summary>
public enum SweepPhase
{
    /// <summary>Started or resumed, and not come to an end by itself.</summary>
    Started,

    /// <summary>Drained before all runs were done.</summary>
    Drained,

    /// <summary>All runs are done.</summary>
    Complete,

    /// <summary>Drained by someone who means to go on with it.</summary>
    Paused,
}
