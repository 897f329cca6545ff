namespace S2Grid.Runs;

/// <summary>A VM that steps are done to one by one, in a sweep's words.</summary>
public static class SteppedVm
{
    /// <summary>The values that a person who says nothing means; elsewhere an axis' default.</summary>
    public static IReadOnlyDictionary<Setting, string> Defaults { get; } = new Dictionary<Setting, string>
    {
        [Axes.Memory] = "1G",
        [Axes.Backing] = "thp",
        [Axes.Vcpus] = "8",
        [Axes.Bandwidth] = "1G",
    };

    /// <summary>The VM. Unlike a run of a sweep it keeps strategy and chunk whatever is done: its steps can split in ways of their
    /// own.</summary>
    /// <param name="values">A value for each of <see cref="Axes.All"/>.</param>
    public static VmConfiguration Of(IReadOnlyList<SettingValue> values)
    {
        SettingValue[] own = [.. values];
        var run = new RunConfiguration([.. values], Backend.Simulated);
        own[Axes.ThpCoverage.Index] = Axes.ThpCoverage.Of(run.Get(Axes.ThpCoverage));
        if (((SettingValue<SplitStrategy>)own[Axes.Strategy.Index]).Value.Cases.Count > 0)
            own[Axes.Strategy.Index] = Axes.Strategy.Of(run.Get(Axes.Strategy));
        ulong end = VmConfiguration.DefaultBase + run.BaseOffset + run.Memory;
        own[Axes.IaBits.Index] = Axes.IaBits.Of(BitsOf(((SettingValue<int>)own[Axes.IaBits.Index]).Value, end));
        return RunConfiguration.VmOf(own);
    }

    /// <summary>The address size of a slot that ends at <paramref name="end"/>; 0 stands for the smallest that holds it.</summary>
    public static int BitsOf(int bits, ulong end) => bits != 0 ? bits
        : Stage2Geometry.SmallestIaBits(end) is var smallest and not 0 ? smallest : Stage2Geometry.MaxIaBits;
}
