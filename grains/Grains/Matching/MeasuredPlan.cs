using S2Grid.Experiments.Planning;
using S2Grid.Runs;

namespace S2Grid.Grains.Matching;

/// <summary>The runs of a measured sweep as agents are chosen for them.</summary>
/// <param name="plan">What the sweep plans.</param>
/// <param name="repeats">Repeats of each configuration.</param>
internal sealed class MeasuredPlan(SweepPlan plan, int repeats)
{
    private readonly RunConfiguration?[] configurations = new RunConfiguration?[plan.RunCount / repeats];
    private readonly string?[] families = new string?[plan.RunCount / repeats];

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

    /// <summary>What a configuration has in common with those that it is compared with across kernels: all but the strategy.</summary>
    public string Family(int configuration) =>
        families[configuration] ??= string.Join(' ', this[configuration].EffectiveValues.Where(value => value.Name != "strategy").Select(value => value.Value));
}
