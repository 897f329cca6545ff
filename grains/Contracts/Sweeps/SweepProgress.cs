namespace S2Grid.Contracts.Sweeps;

/// <summary>How far a sweep is. Runs are counted when their results are stored.</summary>
/// <param name="State">Where the sweep is in its life.</param>
/// <param name="TotalRuns">Runs of the specification.</param>
/// <param name="DoneRuns">Runs whose results are stored, failed and reused ones included.</param>
/// <param name="FailedRuns">Of these, runs that ended with an error.</param>
/// <param name="ReusedRuns">Of these, runs that share the counters of an equal run instead of being simulated again.</param>
/// <param name="SessionRuns">Of these, runs done since the sweep was last started or resumed.</param>
/// <param name="Elapsed">Time since it was last started or resumed, up to its end.</param>
/// <param name="Fault">
/// Why it was drained, for a person, where it was not a person who asked for that; while it runs, what it waits for; else null.
/// </param>
/// <param name="WaitingRuns">Runs in nobody's work that no agent could begin now.</param>
/// <param name="ImpossibleRuns">Of these, runs that no registered agent can ever do.</param>
[GenerateSerializer, Immutable]
public sealed record SweepProgress(
    [property: Id(0)] SweepState State,
    [property: Id(1)] long TotalRuns,
    [property: Id(2)] long DoneRuns,
    [property: Id(3)] long FailedRuns,
    [property: Id(4)] long ReusedRuns,
    [property: Id(5)] long SessionRuns,
    [property: Id(6)] TimeSpan Elapsed,
    [property: Id(7)] string? Fault,
    [property: Id(8)] long WaitingRuns = 0,
    [property: Id(9)] long ImpossibleRuns = 0)
{
    /// <summary>Whether nothing more is done until an agent is there that can do what is left.</summary>
    public bool IsWaiting => WaitingRuns > 0 && WaitingRuns == TotalRuns - DoneRuns;

    /// <summary>Whether no registered agent can ever do what is left.</summary>
    public bool IsImpossible => ImpossibleRuns > 0 && ImpossibleRuns == TotalRuns - DoneRuns;

    /// <summary>Runs per second since the sweep was last started or resumed; 0 before the first result.</summary>
    public double RunsPerSecond => Elapsed > TimeSpan.Zero ? SessionRuns / Elapsed.TotalSeconds : 0;

    /// <summary>When the rest will be done at the rate so far; null while no rate is known, and while it waits for nobody knows how
    /// long.</summary>
    public TimeSpan? Remaining =>
        Fault is null && RunsPerSecond > 0 && (TotalRuns - DoneRuns) / RunsPerSecond < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds((TotalRuns - DoneRuns) / RunsPerSecond)
            : null;
}
