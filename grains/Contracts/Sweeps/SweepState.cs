namespace S2Grid.Contracts.Sweeps;

/// <summary>Where a sweep is in its life.</summary>
public enum SweepState
{
    /// <summary>Batches are leased to slots.</summary>
    Running,

    /// <summary>A cancel or a pause was asked for: leased batches finish or are given back, no new ones are leased.</summary>
    Draining,

    /// <summary>Drained. What is done is stored; resume runs the rest.</summary>
    Cancelled,

    /// <summary>The process that ran it ended without draining. What is done is stored; resume runs the rest.</summary>
    Interrupted,

    /// <summary>Every run is done, none failed.</summary>
    Done,

    /// <summary>Every run is done and at least one failed.</summary>
    Failed,

    /// <summary>Drained by someone who means to go on with it. Resume runs the rest.</summary>
    Paused,
}
