namespace S2Grid.Grains.Matching;

/// <summary>The runs of a measured sweep as agents are chosen for them.</summary>
/// <param name="plan">What the sweep plans.</param>
/// <param name="repeats">Repeats of each configuration.</param>
/// <param name="compared">What the baseline names: configurations that differ in nothing else are compared.</param>
internal sealed class MeasuredPlan(SweepPlan plan, int repeats, AxisPattern compared)
{
    private readonly RunConfiguration?[] configurations = new RunConfiguration?[plan.RunCount / repeats];
    private readonly string?[] families = new string?[plan.RunCount / repeats];
    private readonly HashSet<string> unlike = [.. Axes.Names.Where((_, axis) => compared.Values[axis] is not null), Axes.Strategy.Name];

    /// <summary>How many configurations there are.</summary>
    public int Configurations => configurations.Length;

    /// <summary>Repeats of each.</summary>
    public int Repeats => repeats;

    /// <summary>The number of a run.</summary>
    public long Run(int configuration, int repeat) => ((long)configuration * repeats) + repeat;

    /// <summary>The configuration of a run.</summary>
    public int ConfigurationOf(long run) => (int)(run / repeats);

    /// <summary>A configuration by number.</summary>
    public RunConfiguration this[int configuration] => configurations[configuration] ??= plan[(long)configuration * repeats].Configuration;

    /// <summary>What a configuration has in common with those that it is compared with: all but the strategy, which is the kernel's, and
    /// what the baseline names.</summary>
    public string Family(int configuration) =>
        families[configuration] ??= string.Join(' ',
            this[configuration].EffectiveValues.Where(value => !unlike.Contains(value.Name)).Select(value => value.Value));
}
