using MathNet.Numerics.Statistics;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;
using S2Grid.Mmu;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Experiments.Measured;

/// <summary>What machines measured in a sweep, by configuration, machine and kernel, with counts beside the simulator's.</summary>
/// <param name="Rows">The rows, by first run.</param>
public sealed record MeasuredTable(IReadOnlyList<MeasuredRow> Rows)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Counts that differ from the simulator's, where they are comparable.</summary>
    public IEnumerable<(MeasuredRow Row, CountComparison Count)> Differences =>
        Rows.SelectMany(row => row.Differences.Select(difference => (row, difference)));

    /// <summary>Groups runs.</summary>
    /// <param name="runs">The runs, by number.</param>
    public static MeasuredTable Build(IEnumerable<RunResult> runs)
    {
        var groups = new OrderedDictionary<(string, Provenance, string, string), List<RunResult>>();
        foreach (RunResult run in runs)
        {
            Measurement? measured = run.Measurement;
            (string, Provenance, string, string) key =
                (run.Run.Configuration.Identity.Text, run.Provenance, measured?.Agent ?? "", measured?.Kernel ?? "");
            if (groups.TryGetValue(key, out List<RunResult>? alike))
                alike.Add(run);
            else
                groups.Add(key, [run]);
        }

        var simulator = new Simulator();
        return new MeasuredTable([.. groups.Values.Select(alike => Summarise(alike, simulator))]);
    }

    private static MeasuredRow Summarise(List<RunResult> runs, Simulator simulator)
    {
        RunConfiguration configuration = runs[0].Run.Configuration;
        Measurement[] done = [.. runs.Where(run => run.State == RunState.Succeeded).Select(run => run.Measurement).OfType<Measurement>()];
        Measurement? any = runs.Select(run => run.Measurement).FirstOrDefault(measured => measured is not null);
        CountComparison[] counts = [.. done.SelectMany(run => Compare(configuration, run, run.StrategyFor(configuration), simulator)).Distinct()];
        return new MeasuredRow(
            configuration,
            runs[0].Provenance,
            any?.Agent ?? "",
            any?.Kernel ?? "",
            any?.KernelStrategy ?? "",
            any?.Architecture ?? "",
            done.Length,
            runs.Count(run => run.State == RunState.Failed),
            runs.FirstOrDefault(run => run.State == RunState.Failed)?.Error,
            done.Count(run => run.Disturbed.Count > 0),
            [.. TimesOf(done)],
            counts,
            Agreeing(configuration, done, simulator),
            [.. NotesOn(configuration, done)]);
    }

    private static IEnumerable<MeasuredTime> TimesOf(Measurement[] runs) =>
        from step in runs.SelectMany(run => run.Steps)
        group step by (step.Name, step.Scope) into alike
        let times = alike.Select(step => step.Seconds * NanosecondsPerSecond).ToArray()
        select new MeasuredTime(alike.Key.Name, alike.Key.Scope, times, times.Median());

    private static IEnumerable<CountComparison> Compare(RunConfiguration configuration, Measurement run, string strategy, Simulator simulator)
    {
        IReadOnlyDictionary<(string Step, string What), long> simulated = simulator.Counts(configuration, strategy, run.PageBytes);
        bool isMappedAsSimulated = !run.HasHugeSharedMemory(configuration);
        foreach (MeasuredStep step in run.Steps)
        {
            if (isMappedAsSimulated && step.Tables is { } tables && simulated.TryGetValue((step.Name, CountComparison.Tables), out long expected))
                yield return new CountComparison(step.Name, CountComparison.Tables, tables, expected);
            if (step.DirtyPages is { } pages && simulated.TryGetValue((step.Name, CountComparison.DirtyPages), out expected))
                yield return new CountComparison(step.Name, CountComparison.DirtyPages, pages, expected);
            if (step.Hits.Count == 0 || !isMappedAsSimulated)
                continue;
            foreach (string function in SimulatedCounts.Functions.Where(step.Hits.ContainsKey))
            {
                if (simulated.TryGetValue((step.Name, function), out expected))
                    yield return new CountComparison(step.Name, function, step.Hits[function], expected);
            }
        }
    }

    private static string[]? Agreeing(RunConfiguration configuration, Measurement[] runs, Simulator simulator)
    {
        if (configuration.Chunk == SplitChunk.None || runs.Any(run => run.HasHugeSharedMemory(configuration)) || !runs.Any(run => run.Steps.Any(step => step.Hits.Count > 0)))
            return null;
        IEnumerable<string> strategies = SplitStrategies.All.Select(strategy => strategy.Name).Where(name => name != SplitStrategies.Lazy.Name);
        return [.. strategies.Where(strategy => runs.All(run => Compare(configuration, run, strategy, simulator).All(count => !count.IsFunction || count.IsEqual)))];
    }

    private static IEnumerable<string> NotesOn(RunConfiguration configuration, Measurement[] runs)
    {
        if (runs.Select(run => run.CountFault).FirstOrDefault(fault => fault.Length > 0) is { } fault)
            yield return $"functions were not counted: {fault}";
        if (runs.FirstOrDefault(run => run.HasPartialThp(configuration)) is { } partial)
            yield return $"transparent huge pages backed {ByteSize.Format((ulong)partial.ThpBytes!)} of {ByteSize.Format(configuration.Memory)}, and the simulator takes all";
        if (runs.FirstOrDefault(run => run.HasHugeSharedMemory(configuration)) is { } huge)
            yield return $"transparent huge pages backed {ByteSize.Format((ulong)huge.ThpBytes!)} of the shared memory, which the simulator takes for pages: tables and functions are not compared";
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
