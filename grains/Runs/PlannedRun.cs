namespace S2Grid.Runs;

/// <summary>One run of a sweep.</summary>
/// <param name="Index">The run's number in its sweep, from 0.</param>
/// <param name="Repeat">Which repeat of its configuration it is, from 0.</param>
/// <param name="Configuration">What is run.</param>
public sealed record PlannedRun(long Index, int Repeat, RunConfiguration Configuration);
