namespace S2Grid.Grains.Leases;

/// <summary>A contiguous range of runs with a history, and so with a condition on who may do it.</summary>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
internal sealed record WorkItem(long First, int Count)
{
    /// <summary>The segment whose failed runs are to be done again; null for runs without a result.</summary>
    public string? RetryFile { get; init; }

    /// <summary>How many times its failed runs were tried.</summary>
    public int Attempts { get; init; }

    /// <summary>The silo that is not to do it, as long as there is another.</summary>
    public string? Avoid { get; init; }

    /// <summary>The table memory that its first run needs, in bytes; 0 if that has not been a question.</summary>
    public long DemandedBytes { get; init; }

    /// <summary>How many processes have died while they did it.</summary>
    public int Deaths { get; init; }

    /// <summary>Why it must not be done any more, but be stored as failed; null if it is to be done.</summary>
    public string? Quarantine { get; init; }

    /// <summary>One beyond the last run.</summary>
    public long End => First + Count;

    /// <summary>Whether a run is one of these.</summary>
    public bool Holds(long run) => First <= run && run < End;
}
