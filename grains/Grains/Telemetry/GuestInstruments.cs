using System.Diagnostics.Metrics;
using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Results;

namespace S2Grid.Grains.Telemetry;

/// <summary>
/// What cost models predict that runs come to for a guest; see <c>client/docs/metrics.md</c>. Instruments follow the kinds of figures that
/// are declared. Safe for use by several threads.
/// </summary>
internal sealed class GuestInstruments : IDisposable
{
    /// <summary>How many label sets of each kind are kept apart. The settings that a figure depends on are labels here, so there are more
    /// of them than of runs, and each has a few dozen series.</summary>
    public const int MaxLabelSets = 250;

    private const string Name = "s2grid.predicted.guest";

    private readonly Meter meter;
    private readonly DroppedMeasurements dropped;
    private readonly Dictionary<Consequence, BoundedSums<string, GuestTotals>> all = [];
    private readonly List<Instrument> instruments = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes meters.</param>
    /// <param name="dropped">Counts what is left out.</param>
    public GuestInstruments(IMeterFactory meters, DroppedMeasurements dropped)
    {
        this.dropped = dropped;
        meter = meters.Create(GridInstruments.MeterName);
        dropped.Watch(Name);
        foreach (Consequence kind in Consequence.All)
        {
            var sums = new BoundedSums<string, GuestTotals>(MaxLabelSets, Name, dropped);
            all.Add(kind, sums);
            foreach (IGrouping<GuestUnit, PredictedFigure> alike in kind.Figures.GroupBy(GuestUnit.Of))
            {
                instruments.Add(meter.CreateObservableCounter(
                    $"s2grid.predicted.{kind.Name}.{alike.Key.Noun}", () => sums.Read(known => Figures(known, alike)), alike.Key.Unit,
                    $"Figures of {kind.Name} that cost models predict, added up over runs: lower bounds, mids, upper bounds."));
            }

            instruments.Add(meter.CreateObservableCounter(
                $"s2grid.predicted.{kind.Name}.runs", () => sums.Read(known => Runs(known, kind)), "{run}",
                $"Runs whose figures of {kind.Name} are added up."));
            if (kind.Verdict is { } verdict)
            {
                instruments.Add(meter.CreateObservableCounter(
                    $"s2grid.predicted.{kind.Name}.verdicts", () => sums.Read(Verdicts), "{run}", $"Runs by {verdict.Description}."));
            }
        }
    }

    /// <summary>Whether anyone reads them.</summary>
    public bool AreRead => instruments.Exists(instrument => instrument.Enabled);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>The axes that are labels beside those of runs.</summary>
    public static IEnumerable<Setting> Settings(Consequence kind) => [Axes.Chunk, .. kind.Axes];

    /// <summary>The most series that a label set of a kind has.</summary>
    public static long SeriesOf(Consequence kind) => (4 * kind.Figures.Count) + (kind.Verdict is null ? 0 : 3);

    /// <summary>Adds what some runs of one configuration come to.</summary>
    public void Add(Consequence kind, CostModel model, RunConfiguration run, int times, PredictedStudy study)
    {
        if (study.Refusal is not null)
            return;
        KeyValuePair<string, object?>[] labels =
        [
            new("cost_model", model.Name),
            .. RunLabels.Of(run).All,
            .. Settings(kind).Select(axis => new KeyValuePair<string, object?>(axis.Name.Replace('-', '_'), run[axis.Name])),
        ];
        all[kind].Add(string.Join('\n', labels.Select(label => label.Value)), times, known => known.Add(labels, kind, study, times));
    }

    /// <summary>Counts runs that nobody studies.</summary>
    public void NotStudied(int runs) => dropped.Add(Name, runs);

    private static IEnumerable<Measurement<double>> Figures(
        IEnumerable<KeyValuePair<string, GuestTotals>> all, IGrouping<GuestUnit, PredictedFigure> alike) =>
        from totals in all.Select(one => one.Value)
        from figure in alike
        let sum = totals.Of(figure)
        where sum.Runs > 0
        from bound in (IEnumerable<(string Name, double Value)>)[("low", sum.Value.Low), ("mid", sum.Value.Mid), ("high", sum.Value.High)]
        select new Measurement<double>(
            bound.Value * alike.Key.Factor, [new("figure", figure.Name), new("bound", bound.Name), .. totals.Labels]);

    private static IEnumerable<Measurement<long>> Runs(IEnumerable<KeyValuePair<string, GuestTotals>> all, Consequence kind) =>
        from totals in all.Select(one => one.Value)
        from figure in kind.Figures
        let sum = totals.Of(figure)
        where sum.Runs > 0
        select new Measurement<long>(sum.Runs, [new("figure", figure.Name), .. totals.Labels]);

    private static IEnumerable<Measurement<long>> Verdicts(IEnumerable<KeyValuePair<string, GuestTotals>> all) =>
        from totals in all.Select(one => one.Value)
        from verdict in totals.Verdicts
        select new Measurement<long>(verdict.Value, [new("verdict", verdict.Key), .. totals.Labels]);
}
