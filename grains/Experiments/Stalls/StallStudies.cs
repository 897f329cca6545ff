using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Stalls;

/// <summary>The stalls of many runs by a cost model; what is equal in runs that differ in their vCPUs alone is counted once. Safe for use
/// by several threads.</summary>
/// <param name="model">The model.</param>
public sealed class StallStudies(CostModel model)
{
    private const int MostWork = 64;
    private const int MostStudies = 4096;

    private readonly Lock mutex = new();
    private readonly Dictionary<(VmConfiguration, Scenario, PageSelection), StallWork> counted = [];
    private readonly Dictionary<RunConfiguration, StallStudy> studies = [];

    /// <summary>The stalls of a run.</summary>
    public StallStudy Of(RunConfiguration run)
    {
        lock (mutex)
            return Find(studies, MostStudies, run, () => new StallStudy(run, model, Count));
    }

    private StallWork Count(RunConfiguration run, CostModel by) => Find(
        counted, MostWork, (run.ToVmConfiguration(), run.Scenario, run.Dirty), () => StallWork.Of(run, by));

    private static TValue Find<TKey, TValue>(Dictionary<TKey, TValue> known, int most, TKey key, Func<TValue> make)
        where TKey : notnull
    {
        if (known.TryGetValue(key, out TValue? value))
            return value;

        value = make();
        if (known.Count == most)
            known.Clear();

        known.Add(key, value);
        return value;
    }
}
