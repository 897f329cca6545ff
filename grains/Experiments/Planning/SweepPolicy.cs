namespace S2Grid.Experiments.Planning;

/// <summary>How a sweep shares a grid with others. It may change while the sweep runs and has no influence on any result.</summary>
[GenerateSerializer, Immutable]
public sealed record SweepPolicy
{
    /// <summary>The largest <see cref="Weight"/>.</summary>
    public const int MaxWeight = 1000;

    /// <summary>The largest <see cref="Priority"/>; the smallest is its negative.</summary>
    public const int MaxPriority = 100;

    /// <summary>Every sweep's, unless something else is asked for.</summary>
    public static SweepPolicy Default { get; } = new();

    /// <summary>Of sweeps of the same priority, each gets slots' time in proportion to its weight; 1 to <see cref="MaxWeight"/>.</summary>
    [Id(0)]
    public int Weight { get; init; } = 1;

    /// <summary>As long as a sweep of a higher priority has something to lease, those of lower ones get nothing.</summary>
    [Id(1)]
    public int Priority { get; init; }

    /// <summary>The most batches in work at once, at least 1; null for as many as the slots take.</summary>
    [Id(2)]
    public int? Parallelism { get; init; }

    /// <summary>Whether the sweep drains when a run has failed for good, instead of going on.</summary>
    [Id(3)]
    public bool FailFast { get; init; }

    /// <summary>What is wrong with it, a sentence each; empty if nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (Weight is < 1 or > MaxWeight)
            yield return $"The weight is {Weight}; it goes from 1 to {MaxWeight}.";
        if (Priority is < -MaxPriority or > MaxPriority)
            yield return $"The priority is {Priority}; it goes from -{MaxPriority} to {MaxPriority}.";
        if (Parallelism < 1)
            yield return $"The parallelism is {Parallelism}; at least one batch must be in work.";
    }
}
