using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Stalls;

/// <summary>How often each event of a cost model was counted in some work.</summary>
/// <param name="model">The model.</param>
internal readonly struct EventCounts(CostModel model) : IEquatable<EventCounts>
{
    private readonly double[] counts = new double[model.Parameters.Count];

    /// <summary>What the counters have of each event that is chosen.</summary>
    public static EventCounts Of(CostModel model, StepCounters counters, bool[] isChosen)
    {
        var counted = new EventCounts(model);
        for (int i = 0; i < isChosen.Length; i++)
            counted.counts[i] = isChosen[i] ? model.Parameters[i].Count(counters) : 0;

        return counted;
    }

    /// <summary>What the counters have of each event that is chosen.</summary>
    public static EventCounts Of(CostModel model, StepCounters counters, Func<CostParameter, bool> isChosen) =>
        Of(model, counters, Choose(model, isChosen));

    /// <summary>Which events are chosen.</summary>
    public static bool[] Choose(CostModel model, Func<CostParameter, bool> isChosen) => [.. model.Parameters.Select(isChosen)];

    /// <summary>This many times as many, and others added.</summary>
    public EventCounts Scale(CostModel model, double factor, EventCounts? added = null)
    {
        var scaled = new EventCounts(model);
        for (int i = 0; i < counts.Length; i++)
            scaled.counts[i] = (counts[i] * factor) + (added?.counts[i] ?? 0);

        return scaled;
    }

    /// <summary>Whether an event was counted at all.</summary>
    public bool Has(int of) => counts[of] != 0;

    /// <summary>The time that it takes at these costs, in nanoseconds.</summary>
    public double Time(ReadOnlySpan<double> costs)
    {
        double time = 0;
        for (int i = 0; i < counts.Length; i++)
            time += counts[i] * costs[i];

        return time;
    }

    /// <inheritdoc/>
    public bool Equals(EventCounts other) => counts.AsSpan().SequenceEqual(other.counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EventCounts other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => counts[0].GetHashCode();
}
