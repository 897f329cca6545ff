namespace S2Grid.Storage;

/// <summary>How a sweep shares the grid with others. It may change while the sweep runs and has no influence on any result.</summary>
public sealed record SweepPolicy
{
    /// <summary>Every sweep's, unless something else is asked for.</summary>
    public static SweepPolicy Default { get; } = new();

    /// <summary>Of sweeps of the same priority, each gets slots' time in proportion to its weight, 1 to 1,000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>As long as a sweep of a higher priority has something to lease, those of lower ones get nothing; -100 to 100.</summary>
    public int Priority { get; init; }

    /// <summary>The most batches in work at once, at least 1; null for as many as there are slots.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Whether the sweep drains when a run has failed for good, instead of going on.</summary>
    public bool FailFast { get; init; }
}
