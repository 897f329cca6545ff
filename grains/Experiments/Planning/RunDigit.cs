namespace S2Grid.Experiments.Planning;

/// <summary>One position of a run's mixed-radix number: an axis, or several that advance together.</summary>
/// <remarks>Choices that leave the same exclusions possible form one class: what follows them is the same.</remarks>
internal sealed class RunDigit
{
    private readonly IReadOnlyList<int> axes;
    private readonly IReadOnlyList<IReadOnlyList<string>> values;
    private readonly int[] classOf;

    /// <summary>For each of the axes what its values mean: read once, and not for every run.</summary>
    private readonly SettingValue[][] parsed;

    /// <param name="axes">The axes, by number.</param>
    /// <param name="values">The values of every axis.</param>
    /// <param name="exclude">For each pattern the values of the axes that it names.</param>
    internal RunDigit(IReadOnlyList<int> axes, IReadOnlyList<IReadOnlyList<string>> values,
        IReadOnlyList<Dictionary<int, HashSet<string>>> exclude)
    {
        this.axes = axes;
        this.values = values;
        Patterns = exclude.Count;
        parsed = [.. axes.Select(axis => values[axis].Select(text => Axes.All[axis].TryRead(text)!).ToArray())];
        classOf = new int[values[axes[0]].Count];
        var classes = new List<ulong>();
        var numbers = new Dictionary<ulong, int>();
        for (int choice = 0; choice < Size; choice++)
        {
            ulong matching = 0;
            for (int pattern = 0; pattern < exclude.Count; pattern++)
                matching |= Matches(exclude[pattern], choice) ? 1UL << pattern : 0;

            if (numbers.TryAdd(matching, classes.Count))
                classes.Add(matching);

            classOf[choice] = numbers[matching];
        }

        Classes = [.. classes];
    }

    /// <summary>The number of choices.</summary>
    internal int Size => classOf.Length;

    /// <summary>The number of patterns of exclusion.</summary>
    internal int Patterns { get; }

    /// <summary>For each class of choices, the exclusions that it leaves possible, one bit each.</summary>
    internal ulong[] Classes { get; }

    /// <summary>Whether this digit decides the value of an axis.</summary>
    internal bool Has(int axis) => axes.Contains(axis);

    /// <summary>The class of a choice.</summary>
    internal int ClassOf(int choice) => classOf[choice];

    /// <summary>Sets this digit's axes.</summary>
    internal void Assign(int choice, SettingValue[] target)
    {
        for (int i = 0; i < axes.Count; i++)
            target[axes[i]] = parsed[i][choice];
    }

    private bool Matches(Dictionary<int, HashSet<string>> pattern, int choice)
    {
        foreach (int axis in axes)
        {
            if (pattern.TryGetValue(axis, out HashSet<string>? named) && !named.Contains(values[axis][choice]))
                return false;
        }

        return true;
    }
}
