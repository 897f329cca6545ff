using System.Diagnostics.Metrics;
using S2Grid.Experiments.Results;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

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
    public const int MostLabelSets = 2000;

    /// <summary>The most sweeps that are shown by name. More that run at once are counted together.</summary>
    public const int MaxSweepsShown = 100;

    /// <summary>How long a sweep that has come to rest is shown still.</summary>
    private static readonly TimeSpan Afterlife = TimeSpan.FromHours(1);

    private static readonly string[] NoEvents = ["cache_left", "leaves", "tlbi_range_pages", "icache_bytes", "dcache_bytes", "topup_pages"];

    /// <summary>The most series of events of one kind of runs.</summary>
    internal static int MostEvents { get; } = CounterLayout.Fields.Where(field => !NoEvents.Contains(field.Name)).Sum(field => field.Width);

    private readonly Meter meter;
    private readonly Lock mutex = new();
    private readonly Dictionary<RunLabels, RunTotals> totals = [];
    private readonly TimeProvider clock;
    private readonly Histogram<double> runDuration;
    private readonly Counter<long> leaseExpiries;
    private readonly Counter<long> batchRetries;
    private readonly Counter<long> quarantines;
    private readonly Counter<long> siloDeaths;
    private readonly ObservableCounter<long> runs;
    private readonly DroppedMeasurements dropped;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes meters.</param>
    /// <param name="dropped">Counts what is left out.</param>
    /// <param name="clock">The clock for ages.</param>
    public GridInstruments(IMeterFactory meters, DroppedMeasurements dropped, TimeProvider clock)
    {
        Sweeps = new MetricsSnapshot<SweepFigures>(sweep => sweep.EndedAt + Afterlife <= clock.GetUtcNow());
        this.dropped = dropped;
        this.clock = clock;
        meter = meters.Create(MeterName);
        runs = meter.CreateObservableCounter("s2grid.runs", ReadRuns, "{run}", "Runs by how they ended; reused ones share the counters of an equal run.");
        runDuration = meter.CreateHistogram<double>("s2grid.run.duration", "s", "Time on the host to simulate one run.");
        meter.CreateObservableCounter(
            "s2grid.stage2.events", ReadEvents, "{event}", "Events that the simulated stage-2 MMUs counted in the steps that stand for a run, by the engine's counters.");
        meter.CreateObservableCounter(
            "s2grid.work", ReadWork, "{event}", "The sums that tables show: level-3 visits, callbacks, TLBIs, table pages taken; simulated runs only.");
        meter.CreateObservableCounter(
            "s2grid.predicted.time", ReadPredictedTime, "s", "Predicted times of simulated runs added up, for the lower bound, the mid and the upper bound.");
        meter.CreateObservableCounter(
            "s2grid.predicted.runs", ReadPredictedRuns, "{run}", "Simulated runs that s2grid.predicted.time adds up.");
        meter.CreateObservableGauge("s2grid.sweeps", ReadSweeps, "{sweep}", "Sweeps that coordinators on this silo run.");
        meter.CreateObservableGauge("s2grid.sweep.runs", ReadSweepRuns, "{run}", "Runs of a sweep by state; shown until an hour after its end.");
        meter.CreateObservableGauge("s2grid.sweep.eta", ReadEtas, "s", "How long a sweep still takes at the pace it has gone so far.");
        meter.CreateObservableGauge("s2grid.sweep.rate", ReadRates, "{run}/s", "Runs per second of a sweep since it was started or resumed.");
        meter.CreateObservableGauge("s2grid.queue.runs", () => Active().Sum(sweep => sweep.Left), "{run}", "Runs of running sweeps that no slot has leased.");
        meter.CreateObservableGauge("s2grid.queue.age", ReadQueueAge, "s", "The longest time that a running sweep with unleased runs has made no progress.");
        meter.CreateObservableGauge("s2grid.leases", () => Active().Sum(sweep => sweep.Leases), "{lease}", "Leases that slots hold.");
        meter.CreateObservableGauge("s2grid.lease.age", ReadLeaseAge, "s", "Age of the oldest lease that a slot holds.");
        leaseExpiries = meter.CreateCounter<long>("s2grid.lease.expiries", "{lease}", "Leases that were not renewed in time.");
        batchRetries = meter.CreateCounter<long>("s2grid.batch.retries", "{batch}", "Batches whose failed runs are tried again.");
        quarantines = meter.CreateCounter<long>("s2grid.quarantines", "{run}", "Runs that are not done any more because processes died with them.");
        siloDeaths = meter.CreateCounter<long>("s2grid.silo.deaths", "{silo}", "Silos that died while they held leases of a sweep, counted by each sweep.");

        // So that rates have a zero to start from.
        dropped.Watch("s2grid.runs");
        leaseExpiries.Add(0);
        batchRetries.Add(0);
        quarantines.Add(0);
        siloDeaths.Add(0);
    }

    /// <summary>The sweeps whose coordinators this process has.</summary>
    public MetricsSnapshot<SweepFigures> Sweeps { get; }

    /// <summary>Whether anyone reads the metrics: else what a batch comes to need not be added up.</summary>
    internal bool IsRead => runs.Enabled;

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>Counts what a batch came to.</summary>
    internal void Count(RunAggregator tally)
    {
        lock (mutex)
        {
            foreach ((RunLabels labels, RunTotals sums) in tally.Read())
            {
                if (!totals.TryGetValue(labels, out RunTotals? known))
                {
                    if (totals.Count == MostLabelSets)
                    {
                        dropped.Add("s2grid.runs", sums.Done + sums.Failed + sums.Reused);
                        continue;
                    }

                    totals.Add(labels, known = new RunTotals());
                }

                known.Add(sums);
            }
        }
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
                new("scenario", configuration.Scenario.Label()),
                new("strategy", configuration.Strategy),
                new("backing", configuration.BackingName),
                new("run", run.Index),
                new("sweep", sweepId),
            ]);
    }

    /// <summary>Counts leases that were not renewed in time.</summary>
    internal void Expired(int leases) => leaseExpiries.Add(leases);

    /// <summary>Counts a batch whose failed runs are tried again.</summary>
    internal void Retried() => batchRetries.Add(1);

    /// <summary>Counts runs that are not done any more.</summary>
    internal void Quarantined(long runCount) => quarantines.Add(runCount);

    /// <summary>Counts a silo that died with leases.</summary>
    internal void SiloDied() => siloDeaths.Add(1);

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private IEnumerable<SweepFigures> Active() => Sweeps.Read().Where(sweep => sweep.EndedAt is null);

    /// <summary>Those that are shown by name: the ones that run first.</summary>
    private IEnumerable<SweepFigures> Shown() =>
        Sweeps.Read().OrderBy(sweep => sweep.EndedAt is not null).ThenByDescending(sweep => sweep.LastProgress).Take(MaxSweepsShown);

    private List<Measurement<long>> ReadRuns()
    {
        var read = new List<Measurement<long>>();
        lock (mutex)
        {
            foreach ((RunLabels labels, RunTotals sums) in totals)
            {
                KeyValuePair<string, object?>[] tags = labels.All;
                Add(sums.Done, "done");
                Add(sums.Failed, "failed");
                Add(sums.Reused, "reused");

                void Add(long count, string state)
                {
                    if (count > 0)
                        read.Add(new Measurement<long>(count, [Tag("state", state), .. tags]));
                }
            }
        }

        return read;
    }

    private List<Measurement<long>> ReadWork()
    {
        var read = new List<Measurement<long>>();
        lock (mutex)
        {
            foreach ((RunLabels labels, RunTotals sums) in totals)
            {
                if (sums.Done == 0)
                    continue;
                KeyValuePair<string, object?>[] tags = labels.All;
                read.Add(new Measurement<long>(NamedCounts.PageVisits(sums.Counters), [Tag("event", "level3_visits"), .. tags]));
                read.Add(new Measurement<long>(NamedCounts.Callbacks(sums.Counters), [Tag("event", "callbacks"), .. tags]));
                read.Add(new Measurement<long>(NamedCounts.Tlbis(sums.Counters), [Tag("event", "tlbis"), .. tags]));
                read.Add(new Measurement<long>(NamedCounts.Tables(sums.Counters), [Tag("event", "tables"), .. tags]));
            }
        }

        return read;
    }

    /// <summary>Events that never happened have no series, else most of the exposition would be zeros.</summary>
    private List<Measurement<long>> ReadEvents()
    {
        var read = new List<Measurement<long>>();
        lock (mutex)
        {
            foreach (var kind in totals.GroupBy(total => total.Key with { MemoryExponent = 0 }))
            {
                var sum = new RunTotals();
                foreach ((_, RunTotals sums) in kind)
                    sum.Counters.Add(sums.Counters);
                KeyValuePair<string, object?>[] tags = kind.Key.Kind;
                foreach (CounterField field in CounterLayout.Fields.Where(field => !NoEvents.Contains(field.Name)))
                {
                    for (int level = 0; level < field.Width; level++)
                    {
                        if (sum.Counters.Values[field.Offset + level] is not 0 and long count)
                            read.Add(new Measurement<long>(count, [Tag("event", field.Name), Tag("level", field.PerLevel ? level : ""), .. tags]));
                    }
                }
            }
        }

        return read;
    }

    private List<Measurement<double>> ReadPredictedTime()
    {
        var read = new List<Measurement<double>>();
        ForEachPrediction((tags, prediction) =>
        {
            read.Add(new Measurement<double>(prediction.Low, [Tag("bound", "low"), .. tags]));
            read.Add(new Measurement<double>(prediction.Mid, [Tag("bound", "mid"), .. tags]));
            read.Add(new Measurement<double>(prediction.High, [Tag("bound", "high"), .. tags]));
        });
        return read;
    }

    private List<Measurement<long>> ReadPredictedRuns()
    {
        var read = new List<Measurement<long>>();
        ForEachPrediction((tags, prediction) => read.Add(new Measurement<long>(prediction.Runs, tags)));
        return read;
    }

    private void ForEachPrediction(Action<KeyValuePair<string, object?>[], PredictedTotal> action)
    {
        lock (mutex)
        {
            foreach ((RunLabels labels, RunTotals sums) in totals)
            {
                foreach (((string model, Scope scope), PredictedTotal prediction) in sums.Predictions)
                    action([Tag("cost_model", model), Tag("scope", scope.Label()), .. labels.All], prediction);
            }
        }
    }

    private Measurement<long>[] ReadSweeps()
    {
        SweepFigures[] active = [.. Active()];
        int draining = active.Count(sweep => sweep.IsDraining);
        return [new(active.Length - draining, Tag("state", "running")), new(draining, Tag("state", "draining"))];
    }

    private List<Measurement<long>> ReadSweepRuns()
    {
        var read = new List<Measurement<long>>();
        foreach (SweepFigures sweep in Shown())
        {
            Add("done", sweep.Done - sweep.Failed);
            Add("failed", sweep.Failed);
            Add("leased", sweep.Leased);
            Add("left", sweep.Left);

            void Add(string state, long count) => read.Add(new Measurement<long>(count, Tag("sweep", sweep.Name), Tag("state", state)));
        }

        return read;
    }

    private IEnumerable<Measurement<double>> ReadEtas() =>
        from sweep in Shown()
        where sweep.SecondsLeft is not null
        select new Measurement<double>(sweep.SecondsLeft!.Value, Tag("sweep", sweep.Name));

    private IEnumerable<Measurement<double>> ReadRates() =>
        from sweep in Shown()
        where sweep.RunsPerSecond is not null
        select new Measurement<double>(sweep.RunsPerSecond!.Value, Tag("sweep", sweep.Name));

    private double ReadQueueAge() => Active().Where(sweep => sweep is { Left: > 0, IsDraining: false })
        .Select(sweep => Age(sweep.LastProgress)).DefaultIfEmpty(0).Max();

    private double ReadLeaseAge() => Active().Where(sweep => sweep.OldestLease is not null)
        .Select(sweep => Age(sweep.OldestLease!.Value)).DefaultIfEmpty(0).Max();

    private double Age(DateTimeOffset since) => Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds);
}
