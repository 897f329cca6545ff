using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Measured;

/// <summary>The measured times of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Scope">What was timed.</param>
/// <param name="Nanoseconds">The time of each run.</param>
/// <param name="Median">Their median, in nanoseconds.</param>
public sealed record MeasuredTime(string Step, Scope Scope, IReadOnlyList<double> Nanoseconds, double Median);
