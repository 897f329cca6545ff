using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Experiments.Models;

/// <summary>What one event costs.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Phase">The part of the work that its time belongs to.</param>
/// <param name="Counter">The counter whose value is the number of events.</param>
/// <param name="Level">The level counted; 0 for a counter without levels.</param>
/// <param name="Cost">Cost of one event: nanoseconds in an absolute model, multiples of its unit event in a relative one.</param>
/// <param name="Source">Where the figure comes from, with the formula where it is derived.</param>
public sealed record CostParameter(string Event, CostPhase Phase, DerivedCounter Counter, int Level, Interval Cost, string Source)
{
    /// <summary>How often each event happens where it is counted once: the model's <see cref="CostModel.TlbiRepeat"/> for
    /// broadcasts.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The counter, with its level where it has levels: <c>leaf_callbacks.3</c>.</summary>
    public string CounterName => Counter.PerLevel ? Invariant($"{Counter.Name}.{Level}") : Counter.Name;

    /// <summary>How many of these events there are.</summary>
    public long Count(StepCounters counters) => Repeat * Counter.Value(counters, Level);
}
