using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>What a machine counted in the runs of one configuration, beside what the simulator counts of it.</summary>
/// <param name="Group">The runs.</param>
/// <param name="Counts">Counts beside the simulator's, those of all runs without repeats.</param>
/// <param name="AgreeingStrategies">Strategies with whose counts those of the kernel's functions agree; null where none were
/// counted.</param>
/// <param name="Notes">What else there is to say.</param>
public sealed record CountCheck(
    RunGroup Group, IReadOnlyList<CountComparison> Counts, IReadOnlyList<string>? AgreeingStrategies, IReadOnlyList<string> Notes)
{
    /// <summary>Whether the tables and functions that the simulator counts are those that the machine should have.</summary>
    public bool IsComparable => Group.Architecture == SimulatedCounts.Architecture;

    /// <summary>Counts that should be equal: on another architecture than arm64, pages in the dirty log only.</summary>
    public IEnumerable<CountComparison> Comparable => Counts.Where(count => IsComparable || count.What == CountComparison.DirtyPages);

    /// <summary>Counts that should be equal and are not.</summary>
    public IEnumerable<CountComparison> Differences => Comparable.Where(count => !count.IsEqual);

    /// <summary>Sets what machines counted beside what the simulator counts.</summary>
    /// <param name="groups">Measured runs, with <see cref="RunGroup.Counted"/>.</param>
    public static IReadOnlyList<CountCheck> Of(IEnumerable<RunGroup> groups)
    {
        var simulator = new Simulator();
        return [.. groups.Select(group => Of(group, simulator))];
    }

    private static CountCheck Of(RunGroup group, Simulator simulator)
    {
        RunConfiguration run = group.Configuration;
        CountComparison[] counts =
            [.. group.Counted.SelectMany(measured => Compare(run, measured, measured.StrategyFor(run), simulator)).Distinct()];
        return new CountCheck(group, counts, Agreeing(group, simulator), [.. NotesOn(group)]);
    }

    private static IEnumerable<CountComparison> Compare(RunConfiguration run, Measurement measured, string strategy, Simulator simulator)
    {
        IReadOnlyDictionary<(string Step, string What), long> simulated = simulator.Counts(run, strategy, measured.PageBytes);
        bool isMappedAsSimulated = !measured.HasHugeSharedMemory(run);
        return
            from step in measured.Steps
            from count in CountsOf(step)
            where (isMappedAsSimulated || count.What == CountComparison.DirtyPages) && simulated.ContainsKey((step.Name, count.What))
            select new CountComparison(step.Name, count.What, count.Count, simulated[(step.Name, count.What)]);
    }

    private static IEnumerable<(string What, long Count)> CountsOf(MeasuredStep step) =>
    [
        .. step.Tables is { } tables ? [(CountComparison.Tables, tables)] : Array.Empty<(string, long)>(),
        .. step.DirtyPages is { } pages ? [(CountComparison.DirtyPages, pages)] : Array.Empty<(string, long)>(),
        .. SimulatedCounts.Functions.Where(step.Hits.ContainsKey).Select(function => (function, step.Hits[function])),
    ];

    private static string[]? Agreeing(RunGroup group, Simulator simulator)
    {
        RunConfiguration run = group.Configuration;
        if (run.Chunk == SplitChunk.None
            || group.Counted.Any(measured => measured.HasHugeSharedMemory(run))
            || !group.Counted.Any(measured => measured.Steps.Any(step => step.Hits.Count > 0)))
        {
            return null;
        }

        IEnumerable<string> strategies =
            SplitStrategies.All.Select(strategy => strategy.Name).Where(name => name != SplitStrategies.Lazy.Name);
        return
        [
            .. strategies.Where(strategy => group.Counted.All(
                measured => Compare(run, measured, strategy, simulator).All(count => !count.IsFunction || count.IsEqual))),
        ];
    }

    private static IEnumerable<string> NotesOn(RunGroup group)
    {
        RunConfiguration run = group.Configuration;
        if (group.Counted.Select(measured => measured.CountFault).FirstOrDefault(fault => fault.Length > 0) is { } fault)
            yield return $"functions were not counted: {fault}";

        if (group.Counted.FirstOrDefault(measured => measured.HasPartialThp(run)) is { } partial)
        {
            yield return $"transparent huge pages backed {ByteSize.Format((ulong)partial.ThpBytes!)} of {ByteSize.Format(run.Memory)}, "
                + "and the simulator takes all";
        }

        if (group.Counted.FirstOrDefault(measured => measured.HasHugeSharedMemory(run)) is { } huge)
        {
            yield return $"transparent huge pages backed {ByteSize.Format((ulong)huge.ThpBytes!)} of the shared memory, "
                + "which the simulator takes for pages: tables and functions are not compared";
        }
    }

    /// <summary>Simulates each configuration once.</summary>
    private sealed class Simulator
    {
        private readonly Dictionary<(string, string, int), IReadOnlyDictionary<(string Step, string What), long>> known = [];

        public IReadOnlyDictionary<(string Step, string What), long> Counts(RunConfiguration run, string strategy, int pageBytes)
        {
            int page = pageBytes > 0 ? pageBytes : 1 << run.PageShift;
            (string, string, int) key = (run.Identity.Text, strategy, page);
            if (!known.TryGetValue(key, out IReadOnlyDictionary<(string Step, string What), long>? counts))
                known.Add(key, counts = SimulatedCounts.Of(run, strategy, page));

            return counts;
        }
    }
}
