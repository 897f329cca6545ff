namespace S2Grid.Contracts.Sweeps;

/// <summary>Why a run was, or was not, reused.</summary>
/// <param name="RunIndex">The run's number in its sweep.</param>
/// <param name="Repeat">Which repeat of its configuration it is, from 0.</param>
/// <param name="Identity">Hash of its canonical configuration and the engine's version.</param>
/// <param name="Stored">Whether its result is stored.</param>
/// <param name="Failed">Whether that result is a failure.</param>
/// <param name="ReusedFrom">The run whose counters it shares, or null if it was simulated itself.</param>
/// <param name="ComparedWith">The run done before it that is most like it and could have lent its counters, or null if there is
/// none.</param>
/// <param name="FirstDifference">The first input in which it differs from that run, or null if there is none.</param>
/// <param name="Sentence">All of this for a person.</param>
[GenerateSerializer, Immutable]
public sealed record RunExplanation(
    [property: Id(0)] long RunIndex,
    [property: Id(1)] int Repeat,
    [property: Id(2)] string Identity,
    [property: Id(3)] bool Stored,
    [property: Id(4)] bool Failed,
    [property: Id(5)] long? ReusedFrom,
    [property: Id(6)] long? ComparedWith,
    [property: Id(7)] InputDifference? FirstDifference,
    [property: Id(8)] string Sentence);
