using System.Collections.Concurrent;
using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>Blocks that a strategy leaves in the slot although mainline splits them in the same configuration.</summary>
/// <param name="Group">The runs that leave them.</param>
/// <param name="Step">The first step after which they are there.</param>
/// <param name="Levels">How many more than mainline there are, by level; levels without any are left out.</param>
public sealed record BlocksLeft(RunGroup Group, string Step, IReadOnlyList<(int Level, long Blocks)> Levels)
{
    /// <summary>What mainline came to where nobody had run it: tables, notes and exit codes ask for the same.</summary>
    private static readonly ConcurrentDictionary<RunConfiguration, RunGroup> Mainline = [];

    /// <summary>Levels that can have blocks.</summary>
    public static IEnumerable<int> BlockLevels => Enumerable.Range(0, Stage2Geometry.LastLevel);

    /// <summary>Whether a strategy can have had a part in what is left after a step.</summary>
    public static bool IsJudgedAfter(string step) => step is not ("populate" or "wp");

    /// <summary>
    /// The configurations whose strategy leaves blocks that mainline splits. Where nothing is split eagerly, mainline leaves the same. What
    /// mainline leaves is simulated where it is not among the groups.
    /// </summary>
    public static IReadOnlyList<BlocksLeft> Of(IReadOnlyList<RunGroup> groups)
    {
        ILookup<RunConfiguration, RunGroup> known = groups.Where(IsCounted).ToLookup(group => group.Configuration);
        return
        [
            .. from runs in groups.Where(IsCounted)
               where BlockLevels.Any(level => MostAt(runs, level) > 0)
               let mainline = runs.Configuration.With(Axes.Strategy, SplitStrategies.Baseline)
               where !mainline.Equals(runs.Configuration)
               let left = Beside(runs, known[mainline].FirstOrDefault() ?? Mainline.GetOrAdd(mainline, Simulate))
               where left is not null
               select left,
        ];
    }

    /// <summary>The most blocks of a level that any step of the runs leaves.</summary>
    internal static long MostAt(RunGroup group, int level) => group.Steps.Where(step => IsJudgedAfter(step.Name))
        .Select(step => DerivedCounter.Unsplit.Value(step.Counters, level)).DefaultIfEmpty().Max();

    private static bool IsCounted(RunGroup group) => group is { Provenance: Provenance.Simulated, Runs: > 0 };

    private static BlocksLeft? Beside(RunGroup group, RunGroup mainline) => group.Steps.Where(step => IsJudgedAfter(step.Name))
        .Select(step => new BlocksLeft(group, step.Name, [.. More(step, mainline.Steps.FirstOrDefault(other => other.Name == step.Name))]))
        .FirstOrDefault(left => left.Levels.Count > 0);

    private static IEnumerable<(int Level, long Blocks)> More(StepGroup step, StepGroup? mainline) =>
        from level in BlockLevels
        let more = DerivedCounter.Unsplit.Value(step.Counters, level)
            - (mainline is null ? 0 : DerivedCounter.Unsplit.Value(mainline.Counters, level))
        where more > 0
        select (level, more);

    private static RunGroup Simulate(RunConfiguration run) => RunGroup.Of(SimulatedRun.Execute(run));
}
