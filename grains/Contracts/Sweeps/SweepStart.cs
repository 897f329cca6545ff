namespace S2Grid.Contracts.Sweeps;

/// <summary>The answer to starting a sweep.</summary>
/// <param name="Outcome">What starting led to.</param>
/// <param name="Status">The sweep as it stands.</param>
[GenerateSerializer, Immutable]
public sealed record SweepStart([property: Id(0)] StartOutcome Outcome, [property: Id(1)] SweepStatus Status);
