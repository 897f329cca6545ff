namespace S2Grid.Experiments.Consequences;

/// <summary>The studies of many runs; work that is equal in several is counted once. Safe for use by several threads.</summary>
/// <param name="keyOf">What runs with equal work have in common.</param>
/// <param name="count">Counts a run's work.</param>
/// <param name="study">Studies a run, whose work is asked for where it is needed.</param>
internal sealed class Studies<TWork, TStudy>(
    Func<RunConfiguration, object> keyOf, Func<RunConfiguration, TWork> count,
    Func<RunConfiguration, Func<RunConfiguration, TWork>, TStudy> study)
{
    private const int MostWork = 64;
    private const int MostStudies = 4096;

    private readonly Lock mutex = new();
    private readonly Dictionary<object, TWork> counted = [];
    private readonly Dictionary<RunConfiguration, TStudy> studies = [];

    /// <summary>The study of a run.</summary>
    internal TStudy Of(RunConfiguration run)
    {
        lock (mutex)
            return Find(studies, MostStudies, run, () => study(run, Count));
    }

    private TWork Count(RunConfiguration run) => Find(counted, MostWork, keyOf(run), () => count(run));

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
