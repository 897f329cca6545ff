namespace S2Grid.Experiments.Planning;

/// <summary>Which runs a sweep has.</summary>
public record RunSet
{
    private SweepPlan? plan;

    /// <summary>The values of each axis, in the order of <see cref="Axes.All"/>; axes that were not named have their default.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> AxisValues { get; init; }

    /// <summary>Groups of axes that advance together, by number in <see cref="Axes.All"/>.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Zip { get; init; } = [];

    /// <summary>Further products of values; an axis that a block does not name has the sweep's first value.</summary>
    public IReadOnlyList<AxisPattern> Include { get; init; } = [];

    /// <summary>Patterns of runs of the main product that are left out.</summary>
    public IReadOnlyList<AxisPattern> Exclude { get; init; } = [];

    /// <summary>How often each configuration is run.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>What carries the runs out.</summary>
    public Backend Backend { get; init; }

    /// <summary>How machines measure; null unless the backend is kvm.</summary>
    public KvmSettings? Kvm { get; init; }

    /// <summary>Numbers the runs. It is made once; a copy with other values makes its own.</summary>
    public SweepPlan Plan => plan is { } known && known.IsOf(this) ? known : plan = new SweepPlan(this);

    /// <summary>The values of every axis in an include block.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Complete(AxisPattern include) =>
        [.. include.Values.Select((given, axis) => given ?? [AxisValues[axis][0]])];
}
