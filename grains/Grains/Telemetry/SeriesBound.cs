using System.Numerics;
using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;

namespace S2Grid.Grains.Telemetry;

/// <summary>How many time series a sweep can add to a silo's metrics, from its axes alone: exclusions are not looked at, and every counter
/// may count.</summary>
/// <param name="LabelSets">Combinations of scenario, strategy, backing and memory, as <see cref="RunLabels"/> has them.</param>
/// <param name="KeptLabelSets">How many of them the metrics distinguish.</param>
/// <param name="Series">Series of runs, counts, predictions and durations, and those of the sweep itself.</param>
public readonly record struct SeriesBound(long LabelSets, long KeptLabelSets, long Series)
{
    private const int RunStates = 3;
    private const int SeriesOfPrediction = 4;
    private const int SeriesOfSweep = 6;

    /// <summary>Buckets of the histogram of runs, the open one included, its sum and its count.</summary>
    private const int SeriesOfDuration = 18;

    /// <summary>How an agent's runs end, and its leases that expire.</summary>
    private const int SeriesOfAgent = 5;

    private const int MeasuredPhases = 6;

    /// <summary>Phases that cost models predict: enabling, and clearing.</summary>
    private const int PredictedPhases = 2;

    /// <summary>Buckets of the histogram of residuals, the open one included, its sum and its count, and whether predictions
    /// held.</summary>
    private const int SeriesOfCheck = 20;

    /// <summary>Buckets of the histogram of measured steps, the open one included, its sum and its count.</summary>
    private const int SeriesOfMeasurement = 16;

    /// <summary>That of a sweep; of one that is measured, for each agent that does its runs.</summary>
    public static SeriesBound Of(SweepSpecification specification)
    {
        var sets = new HashSet<RunLabels>();
        Add(specification.AxisValues);
        foreach (AxisPattern include in specification.Include)
            Add([.. specification.AxisValues.Select((values, axis) => include.Values[axis] ?? [values[0]])]);

        long kinds = sets.Select(set => set with { MemoryExponent = 0 }).Distinct().Count();
        long models = specification.CostModels.Count(model => model.IsAbsolute);
        long kept = Math.Min(sets.Count, GridInstruments.MaxLabelSets);
        long events = GridInstruments.Events.Sum(field => field.Width);
        long series = specification.Backend == Backend.Kvm
            ? (kept * MeasuredPhases * 2) + (MeasuredPhases * SeriesOfMeasurement) + SeriesOfAgent
                + (models * PredictedPhases * SeriesOfCheck)
            : (kept * (RunStates + NamedCounts.All.Count + (models * SeriesOfPrediction))) + (kinds * (events + SeriesOfDuration))
                + OfGuests(specification, sets.Count);
        return new SeriesBound(sets.Count, kept, series + SeriesOfSweep);

        void Add(IReadOnlyList<IReadOnlyList<string>> values)
        {
            int[] exponents = [.. Of("memory").Select(ExponentOf).Distinct()];
            foreach (Scenario scenario in Of("scenario").Select(name => Enum.Parse<Scenario>(name, ignoreCase: true)))
            {
                // Where nothing is split eagerly a simulator has one strategy only.
                bool isOne = scenario == Scenario.Lazy && specification.Backend == Backend.Simulated;
                foreach (string strategy in isOne ? ["lazy"] : Of("strategy"))
                {
                    foreach (string backing in Of("backing"))
                    {
                        foreach (int exponent in exponents)
                            sets.Add(new RunLabels(scenario, strategy, backing, exponent));
                    }
                }
            }

            IEnumerable<string> Of(string axis) => values[IndexOf(axis)].Distinct();
        }
    }

    /// <summary>Series of what cost models predict that runs come to for a guest.</summary>
    private static long OfGuests(SweepSpecification specification, long sets) =>
        specification.CostModels.Count(PredictedStudy.IsPredictedBy) * Consequence.All
            .Where(kind => kind.IsAskedBy(specification))
            .Sum(kind => GuestInstruments.SeriesOf(kind) * GuestInstruments.Settings(kind).Aggregate(
                sets, (product, axis) => Math.Min(GuestInstruments.MaxLabelSets, product * ValuesOf(specification, axis))));

    private static int ValuesOf(SweepSpecification specification, Setting axis) => specification.Include
        .SelectMany(pattern => pattern.Values[axis.Index] ?? [])
        .Concat(specification.AxisValues[axis.Index])
        .Distinct(StringComparer.Ordinal).Count();

    private static int ExponentOf(string size) =>
        ByteSize.TryParse(size, out ulong bytes) && bytes > 1 ? BitOperations.Log2(bytes - 1) + 1 : 0;

    private static int IndexOf(string axis)
        => Axes.All.Select((known, index) => (known, index)).Single(one => one.known.Name == axis).index;
}
