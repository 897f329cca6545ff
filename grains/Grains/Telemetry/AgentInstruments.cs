using System.Diagnostics.Metrics;

namespace S2Grid.Grains.Telemetry;

/// <summary>
/// What the grid's grains measure of agents and what agents have measured; see <c>client/docs/metrics.md</c>. Safe for use by several
/// threads.
/// </summary>
public sealed class AgentInstruments
{
    /// <summary>How many label sets of measured times are kept apart. Times whose labels come on top are left out and counted as left
    /// out.</summary>
    public const int MaxLabelSets = 2000;

    /// <summary>The most agents that are shown by name. More are counted together.</summary>
    public const int MaxAgentsShown = 200;

    private const string MeasuredTime = "s2grid.measured.time";
    private const string AgentNames = "s2grid.agent.runs";
    private const string Predictions = "s2grid.predictions.checked";
    private const double SecondsPerNanosecond = 1e-9;

    private readonly Lock mutex = new();
    private readonly BoundedSums<MeasuredLabels, MeasuredSum> measured;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly DroppedMeasurements dropped;
    private readonly TimeProvider clock;
    private readonly Histogram<double> durations;
    private readonly Histogram<double> ratios;
    private readonly Counter<long> checks;
    private readonly Counter<long> runs;
    private readonly Counter<long> leaseExpiries;

    /// <summary>Makes the instruments, on the meter of <see cref="GridInstruments"/>.</summary>
    /// <param name="meters">Makes meters.</param>
    /// <param name="dropped">Counts what is left out.</param>
    /// <param name="clock">The clock for ages.</param>
    public AgentInstruments(IMeterFactory meters, DroppedMeasurements dropped, TimeProvider clock)
    {
        this.dropped = dropped;
        this.clock = clock;
        measured = new(MaxLabelSets, MeasuredTime, dropped);
        Meter meter = meters.Create(GridInstruments.MeterName);
        meter.CreateObservableGauge("s2grid.agents", ReadAgents, "{agent}", "Agents that this silo looks after, by state and health.");
        meter.CreateObservableGauge("s2grid.agent.info", ReadInfo, unit: null, "1, with what is known of an agent's machine as labels.");
        meter.CreateObservableGauge("s2grid.agent.last_seen", ReadLastSeen, "s",
            "How long ago an agent was last heard of; retired ones are left out.");
        leaseExpiries =
            meter.CreateCounter<long>("s2grid.agent.lease.expiries", "{lease}", "Leases of an agent that were not renewed in time.");
        runs = meter.CreateCounter<long>(AgentNames, "{run}", "Runs that an agent has reported, by how they ended.");
        meter.CreateObservableCounter(MeasuredTime,
            () => measured.Read(all => all.Select(one => new Measurement<double>(one.Value.Seconds, one.Key.All))), "s",
            "Measured times of a phase added up, warm-ups left out.");
        meter.CreateObservableCounter("s2grid.measured.steps",
            () => measured.Read(all => all.Select(one => new Measurement<long>(one.Value.Steps, one.Key.All))), "{step}",
            "Steps whose times s2grid.measured.time adds up.");
        durations = meter.CreateHistogram<double>("s2grid.measured.duration", "s", "Measured time of one step, warm-ups left out.");
        checks = meter.CreateCounter<long>(
            Predictions, "{prediction}", "Measured times that a cost model had predicted, by whether they lie inside its interval.");
        ratios = meter.CreateHistogram<double>(
            "s2grid.measured_to_predicted.ratio", unit: null,
            "Measured time over the mid of its prediction: 1 is as predicted, 2 takes twice as long.");
        dropped.Watch(MeasuredTime);
        dropped.Watch(AgentNames);
        dropped.Watch(Predictions);
    }

    /// <summary>The agents that this process looks after.</summary>
    public MetricsSnapshot<AgentFigures> Agents { get; } = new(isOutdated: _ => false);

    /// <summary>Notes what an agent has measured in one run, warm-ups left out.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="provenance">Where the times come from.</param>
    /// <param name="run">What was run. Its number and its sweep are for exemplars only.</param>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="steps">Name, scope and nanoseconds of each step.</param>
    public void Measured(
        string agent, Provenance provenance, PlannedRun run, string sweepId,
        IEnumerable<(string Name, Scope Scope, long Nanoseconds)> steps)
    {
        if (!Knows(agent))
            return;
        RunLabels labels = RunLabels.Of(run.Configuration);
        foreach ((string name, Scope scope, long nanoseconds) in steps)
        {
            var key = new MeasuredLabels(agent, provenance, MeasuredLabels.PhaseOf(name), scope, labels);
            double seconds = nanoseconds * SecondsPerNanosecond;
            durations.Record(seconds, [.. key.Place, new("run", run.Index), new("sweep", sweepId)]);
            measured.Add(key, 1, sum => (sum.Steps, sum.Seconds) = (sum.Steps + 1, sum.Seconds + seconds));
        }
    }

    /// <summary>Counts a run that an agent has reported.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="provenance">Where its times come from.</param>
    /// <param name="state"><c>done</c>, <c>disturbed</c>, <c>failed</c> or <c>refused</c>.</param>
    public void Reported(string agent, Provenance provenance, string state)
    {
        if (Knows(agent))
            runs.Add(1, new("agent", agent), new("provenance", provenance.Word()), new("state", state));
    }

    /// <summary>Counts a lease that an agent has not renewed in time.</summary>
    public void LeaseExpired(string agent)
    {
        if (Knows(agent))
            leaseExpiries.Add(1, new KeyValuePair<string, object?>("agent", agent));
    }

    /// <summary>Whether anyone reads how predictions hold.</summary>
    internal bool AreChecksRead => checks.Enabled;

    /// <summary>Notes how a measured time, warm-ups left out, stands to what a cost model predicts for it.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="provenance">Where the measured time comes from.</param>
    /// <param name="costModel">The model's name.</param>
    /// <param name="step">The step's name.</param>
    /// <param name="scope">What was timed.</param>
    /// <param name="nanoseconds">The measured time.</param>
    /// <param name="predicted">The predicted time, in nanoseconds.</param>
    public void Checked(string agent, Provenance provenance, string costModel, string step, Scope scope, double nanoseconds,
        Interval predicted)
    {
        if (!Knows(agent))
            return;
        KeyValuePair<string, object?>[] tags =
        [
            new("agent", agent),
            new("provenance", provenance.Word()),
            new("cost_model", costModel),
            new("phase", MeasuredLabels.PhaseOf(step)),
            new("scope", scope.Word()),
        ];
        checks.Add(1, [.. tags, new("inside", predicted.Contains(nanoseconds) ? "true" : "false")]);
        if (predicted.Mid > 0)
            ratios.Record(nanoseconds / predicted.Mid, tags);
    }

    /// <summary>Counts a run whose times are held against no prediction, because too many wait for theirs or it cannot be simulated
    /// here.</summary>
    internal void NotChecked() => dropped.Add(Predictions, 1);

    /// <summary>Whether an agent has a label: the first ones do.</summary>
    private bool Knows(string agent)
    {
        lock (mutex)
        {
            if (names.Contains(agent))
                return true;
            if (names.Count < MaxAgentsShown)
                return names.Add(agent);
        }

        dropped.Add(AgentNames, 1);
        return false;
    }

    private IEnumerable<Measurement<int>> ReadAgents() =>
        from agent in Agents.Read()
        group agent by (agent.State, agent.Health) into alike
        select new Measurement<int>(alike.Count(), [new("state", alike.Key.State), new("health", alike.Key.Health)]);

    private IEnumerable<AgentFigures> Shown() =>
        Agents.Read().Where(agent => agent.Health != "retired").OrderBy(agent => agent.Name, StringComparer.Ordinal).Take(MaxAgentsShown);

    private IEnumerable<Measurement<int>> ReadInfo() => Shown().Select(agent => new Measurement<int>(1,
    [
        new("agent", agent.Name),
        new("provenance", agent.Provenance.Word()),
        new("kernel", agent.Kernel),
        new("version", agent.Version),
        new("state", agent.State),
        new("health", agent.Health),
    ]));

    private IEnumerable<Measurement<double>> ReadLastSeen() =>
        from agent in Shown()
        where agent.LastSeen is not null
        select new Measurement<double>(Math.Max(0, (clock.GetUtcNow() - agent.LastSeen!.Value).TotalSeconds), [new("agent", agent.Name)]);

    /// <summary>Steps with the same labels, added up.</summary>
    private sealed class MeasuredSum
    {
        public long Steps { get; set; }

        public double Seconds { get; set; }
    }
}
