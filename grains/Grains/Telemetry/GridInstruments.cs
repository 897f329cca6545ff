using System.Diagnostics.Metrics;
using S2Grid.Experiments.Published;

namespace S2Grid.Grains.Telemetry;

/// <summary>
/// What the grid's grains measure of themselves and of what they simulate; see <c>client/docs/metrics.md</c>. Safe for use by several
/// threads.
/// </summary>
public sealed class GridInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "S2Grid.Grains";

    /// <summary>How many label sets of runs are kept apart. Runs whose labels come on top are left out and counted as left out.</summary>
    public const int MaxLabelSets = 2000;

    /// <summary>The most sweeps that are shown by name. More that run at once are counted together.</summary>
    public const int MaxSweepsShown = 100;

    private const string RunsName = "s2grid.runs";

    /// <summary>How long a sweep that has come to rest is shown still.</summary>
    private static readonly TimeSpan Afterlife = TimeSpan.FromHours(1);

    private static readonly string[] NoEvents = ["cache_left", "leaves", "tlbi_range_pages", "icache_bytes", "dcache_bytes", "topup_pages"];

    private readonly Meter meter;
    private readonly TimeProvider clock;
    private readonly BoundedSums<RunLabels, RunTotals> totals;
    private readonly ObservableCounter<long> runs;
    private readonly Histogram<double> runDuration;
    private readonly Total leaseExpiries;
    private readonly Total batchRetries;
    private readonly Total quarantines;
    private readonly Total siloDeaths;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes meters.</param>
    /// <param name="dropped">Counts what is left out.</param>
    /// <param name="clock">The clock for ages.</param>
    public GridInstruments(IMeterFactory meters, DroppedMeasurements dropped, TimeProvider clock)
    {
        this.clock = clock;
        totals = new(MaxLabelSets, RunsName, dropped);
        Sweeps = new(sweep => sweep.EndedAt is { } end && clock.GetElapsedTime(end) >= Afterlife);
        meter = meters.Create(MeterName);
        runs = meter.CreateObservableCounter(RunsName, () => totals.Read(ReadRuns), "{run}",
            "Runs by how they ended; reused ones share the counters of an equal run.");
        runDuration = meter.CreateHistogram<double>("s2grid.run.duration", "s", "Time on the host to simulate one run.");
        meter.CreateObservableCounter("s2grid.stage2.events", () => totals.Read(ReadEvents), "{event}",
            "Events that the simulated stage-2 MMUs counted in the steps that stand for a run, by the engine's counters.");
        meter.CreateObservableCounter("s2grid.work", () => totals.Read(ReadWork), "{event}",
            "The sums that tables show: level-3 visits, callbacks, TLBIs, table pages taken; simulated runs only.");
        meter.CreateObservableCounter("s2grid.predicted.time", () => totals.Read(ReadPredictedTime), "s",
            "Predicted times of simulated runs added up, for the lower bound, the mid and the upper bound.");
        meter.CreateObservableCounter("s2grid.predicted.runs", () => totals.Read(ReadPredictedRuns), "{run}",
            "Simulated runs that s2grid.predicted.time adds up.");
        meter.CreateObservableGauge("s2grid.sweeps", ReadSweeps, "{sweep}", "Sweeps that coordinators on this silo run.");
        meter.CreateObservableGauge("s2grid.sweep.runs", () => Shown().SelectMany(ReadRuns), "{run}",
            "Runs of a sweep by state; shown until an hour after its end.");
        meter.CreateObservableGauge("s2grid.sweep.eta", () => ReadShown(sweep => sweep.SecondsLeft), "s",
            "How long a sweep still takes at the pace it has gone so far.");
        meter.CreateObservableGauge("s2grid.sweep.rate", () => ReadShown(sweep => sweep.RunsPerSecond), "{run}/s",
            "Runs per second of a sweep since it was started or resumed.");
        meter.CreateObservableGauge("s2grid.queue.runs", () => Active().Sum(sweep => sweep.Left), "{run}",
            "Runs of running sweeps that no slot has leased.");
        meter.CreateObservableGauge("s2grid.queue.age",
            () => MaxAge(sweep => sweep is { Left: > 0, IsDraining: false } ? sweep.LastProgress : null), "s",
            "The longest time that a running sweep with unleased runs has made no progress.");
        meter.CreateObservableGauge("s2grid.leases", () => Active().Sum(sweep => sweep.Leases), "{lease}", "Leases that slots hold.");
        meter.CreateObservableGauge("s2grid.lease.age", () => MaxAge(sweep => sweep.OldestLease), "s",
            "Age of the oldest lease that a slot holds.");
        leaseExpiries = CountFromZero("s2grid.lease.expiries", "{lease}", "Leases that were not renewed in time.");
        batchRetries = CountFromZero("s2grid.batch.retries", "{batch}", "Batches whose failed runs are tried again.");
        quarantines = CountFromZero("s2grid.quarantines", "{run}", "Runs that are not done any more because processes died with them.");
        siloDeaths = CountFromZero("s2grid.silo.deaths", "{silo}",
            "Silos that died while they held leases of a sweep, counted by each sweep.");
        dropped.Watch(RunsName);
    }

    /// <summary>The sweeps whose coordinators this process has.</summary>
    public MetricsSnapshot<SweepFigures> Sweeps { get; }

    /// <summary>The engine's counters that count events.</summary>
    internal static IEnumerable<CounterField> Events { get; } = [.. CounterLayout.Fields.Where(field => !NoEvents.Contains(field.Name))];

    /// <summary>Whether anyone reads the metrics: else what a batch comes to need not be added up.</summary>
    internal bool IsRead => runs.Enabled;

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>Counts what a batch came to.</summary>
    internal void Count(RunAggregator tally)
    {
        foreach ((RunLabels labels, RunTotals sums) in tally.Read())
            totals.Add(labels, sums.Done + sums.Failed + sums.Reused, known => known.Add(sums));
    }

    /// <summary>Notes how long a run took. Its number and its sweep are for exemplars only.</summary>
    internal void RanFor(double seconds, PlannedRun run, string sweepId)
    {
        if (!runDuration.Enabled)
            return;
        RunConfiguration configuration = run.Configuration;
        runDuration.Record(
            seconds,
            [
                new("scenario", configuration.Scenario.Word()),
                new("strategy", configuration.Strategy),
                new("backing", configuration.BackingName),
                new("run", run.Index),
                new("sweep", sweepId),
            ]);
    }

    internal void Expired(int leases) => leaseExpiries.Add(leases);
    internal void Retried() => batchRetries.Add(1);
    internal void Quarantined(long runCount) => quarantines.Add(runCount);
    internal void SiloDied() => siloDeaths.Add(1);

    private static IEnumerable<Measurement<long>> ReadRuns(IEnumerable<KeyValuePair<RunLabels, RunTotals>> all) =>
        from one in all
        let sums = one.Value
        from state in (IEnumerable<(string Name, long Runs)>)[("done", sums.Done), ("failed", sums.Failed), ("reused", sums.Reused)]
        where state.Runs > 0
        select new Measurement<long>(state.Runs, [new("state", state.Name), .. one.Key.All]);

    private static IEnumerable<Measurement<long>> ReadWork(IEnumerable<KeyValuePair<RunLabels, RunTotals>> all) =>
        from one in all
        where one.Value.Done > 0
        from work in NamedCounts.All
        select new Measurement<long>(work.Of(one.Value.Counters), [new("event", work.Label), .. one.Key.All]);

    /// <summary>Events that never happened have no series, else most of the exposition would be zeros.</summary>
    private static IEnumerable<Measurement<long>> ReadEvents(IEnumerable<KeyValuePair<RunLabels, RunTotals>> all)
    {
        foreach (var kind in all.GroupBy(one => one.Key with { MemoryExponent = 0 }, one => one.Value.Counters))
        {
            var sum = new StepCounters();
            foreach (StepCounters counters in kind)
                sum.Add(counters);
            foreach (CounterField field in Events)
            {
                for (int level = 0; level < field.Width; level++)
                {
                    if (sum.Values[field.Offset + level] is not 0 and long count)
                    {
                        yield return new(count,
                            [new("event", field.Name), new("level", field.PerLevel ? level : ""), .. kind.Key.Kind]);
                    }
                }
            }
        }
    }

    private static IEnumerable<Measurement<double>> ReadPredictedTime(IEnumerable<KeyValuePair<RunLabels, RunTotals>> all) =>
        from one in Predictions(all)
        from bound in (IEnumerable<(string Name, double Seconds)>)
            [("low", one.Time.Seconds.Low), ("mid", one.Time.Seconds.Mid), ("high", one.Time.Seconds.High)]
        select new Measurement<double>(bound.Seconds, [new("bound", bound.Name), .. one.Labels]);

    private static IEnumerable<Measurement<long>> ReadPredictedRuns(IEnumerable<KeyValuePair<RunLabels, RunTotals>> all) =>
        Predictions(all).Select(one => new Measurement<long>(one.Time.Runs, one.Labels));

    private static IEnumerable<(KeyValuePair<string, object?>[] Labels, (long Runs, Interval Seconds) Time)> Predictions(
        IEnumerable<KeyValuePair<RunLabels, RunTotals>> all) =>
        from one in all
        from prediction in one.Value.Predictions
        let labels = (KeyValuePair<string, object?>[])
            [new("cost_model", prediction.Key.Model), new("scope", prediction.Key.Scope.Word()), .. one.Key.All]
        select (labels, prediction.Value);

    private static IEnumerable<Measurement<long>> ReadRuns(SweepFigures sweep) =>
        from state in (IEnumerable<(string Name, long Runs)>)
            [
                ("done", sweep.Progress.DoneRuns - sweep.Progress.FailedRuns),
                ("failed", sweep.Progress.FailedRuns),
                ("leased", sweep.Leased),
                ("left", sweep.Left),
            ]
        select new Measurement<long>(state.Runs, [new("sweep", sweep.Name), new("state", state.Name)]);

    /// <summary>A counter that is there before it counts, whenever somebody begins to listen, so that rates have a zero to start
    /// from.</summary>
    private Total CountFromZero(string name, string unit, string description)
    {
        var total = new Total();
        meter.CreateObservableCounter(name, total.Read, unit, description);
        return total;
    }

    private IEnumerable<SweepFigures> Active() => Sweeps.Read().Where(sweep => sweep.EndedAt is null);

    /// <summary>Those that are shown by name: the ones that run first.</summary>
    private IEnumerable<SweepFigures> Shown() =>
        Sweeps.Read().OrderBy(sweep => sweep.EndedAt is not null).ThenByDescending(sweep => sweep.LastProgress).Take(MaxSweepsShown);

    private IEnumerable<Measurement<double>> ReadShown(Func<SweepFigures, double?> figure) =>
        from sweep in Shown()
        let value = figure(sweep)
        where value is not null
        select new Measurement<double>(value.Value, [new("sweep", sweep.Name)]);

    private Measurement<int>[] ReadSweeps()
    {
        ILookup<bool, SweepFigures> byDraining = Active().ToLookup(sweep => sweep.IsDraining);
        return [new(byDraining[false].Count(), [new("state", "running")]), new(byDraining[true].Count(), [new("state", "draining")])];
    }

    /// <summary>The age in seconds of the earliest of the timestamps that running sweeps have; 0 if none has one.</summary>
    private double MaxAge(Func<SweepFigures, long?> timestamp) =>
        Active().Min(timestamp) is { } earliest ? Math.Max(0, clock.GetElapsedTime(earliest).TotalSeconds) : 0;

    /// <summary>What was counted since the process began.</summary>
    private sealed class Total
    {
        private long value;

        public void Add(long more) => Interlocked.Add(ref value, more);

        public long Read() => Interlocked.Read(ref value);
    }
}
