using System.Globalization;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>
/// The metrics of a sweep: sums by name (<c>level-3-visits</c>, <c>callbacks</c>, <c>tlbis</c>, <c>tables</c>), every counter of every
/// step (<c>split.reads.3</c>, or <c>split.reads</c> for all levels), <c>predicted:MODEL</c> and <c>time:STEP</c>; <c>time:clear</c> is the
/// mean of <c>clear-1</c>, <c>clear-2</c> and so on, run by run.
/// </summary>
public sealed class ComparisonMetrics
{
    private const string PredictedPrefix = "predicted:";
    private const string TimePrefix = "time:";
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Steps that set an experiment up and end it.</summary>
    private static readonly string[] Frame = ["populate", "disable"];

    private readonly SweepSpecification specification;
    private readonly IReadOnlyList<RunGroup> groups;
    private readonly OrderedDictionary<string, ComparisonMetric> known = [];

    /// <summary>Finds what metrics there are.</summary>
    /// <param name="specification">What was run.</param>
    /// <param name="groups">What the runs came to.</param>
    public ComparisonMetrics(SweepSpecification specification, IReadOnlyList<RunGroup> groups)
    {
        this.specification = specification;
        this.groups = groups;
        AddNamedCounts();
        foreach (CostModel model in CostModels.All)
        {
            Add(new ComparisonMetric(PredictedPrefix + model.Name, $"time predicted by {model.Name}", Quantity.Predicted, Counted, model));
        }

        foreach (string step in StepsOf(groups.SelectMany(group => group.Steps).Where(step => step.Seconds.Count > 0)).OrderBy(MeasuredStep.Order))
        {
            if (Iterated(step) is { } iterated)
            {
                Add(new ComparisonMetric(
                    TimePrefix + iterated, $"time of {iterated}, mean of the iterations", Quantity.Measured, group => TimedMean(group, iterated)));
            }

            Add(new ComparisonMetric(TimePrefix + step, $"time of {step}", Quantity.Measured, group => Timed(group, step)) { Step = step });
        }

        foreach (string step in StepsOf(groups.Where(IsCounted).SelectMany(group => group.Steps)))
        {
            AddCounters(step);
        }
    }

    /// <summary>The metrics' names, the common ones first.</summary>
    public IReadOnlyList<string> Names => [.. known.Keys];

    /// <summary>
    /// What to compare where nobody says: the named sums and the sweep's cost models where runs were simulated; where any was measured,
    /// every step but those that set up and end, of steps that are done in every iteration the mean.
    /// </summary>
    public IReadOnlyList<ComparisonMetric> Standard =>
    [
        .. known.Values.Where(metric => metric.Quantity == Quantity.Measured && IsArgument(metric.Name[TimePrefix.Length..])),
        .. groups.Any(IsCounted) ? known.Values.Where(IsNamedCount) : [],
        .. groups.Any(IsCounted) ? Predictions : [],
    ];

    /// <summary>The times that the sweep's cost models predict.</summary>
    public IEnumerable<ComparisonMetric> Predictions => specification.CostModels.Select(model => Find(PredictedPrefix + model)).OfType<ComparisonMetric>();

    /// <summary>The times of all steps, in the order in which they are done.</summary>
    public IReadOnlyList<ComparisonMetric> Times => [.. known.Values.Where(metric => metric.Step is not null)];

    /// <summary>The metric with that name, or null.</summary>
    public ComparisonMetric? Find(string name) => known.GetValueOrDefault(name);

    /// <summary>The name of the steps of which this is one iteration's: <c>clear</c> of <c>clear-2</c>; null for a step that is done once.</summary>
    private static string? Iterated(string step) =>
        step.LastIndexOf('-') is > 0 and var dash && int.TryParse(step.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? step[..dash] : null;

    private static bool IsNamedCount(ComparisonMetric metric) => metric.Quantity == Quantity.Count && !metric.Name.Contains('.');

    private static bool IsArgument(string step) => Iterated(step) is null && !Frame.Contains(step);

    private static bool IsCounted(RunGroup group) => group.Provenance == Provenance.Simulated;

    private static IEnumerable<string> StepsOf(IEnumerable<StepGroup> steps) => steps.Select(step => step.Name).Distinct();

    private void Add(ComparisonMetric metric) => known.TryAdd(metric.Name, metric);

    private void AddNamedCounts()
    {
        AddSum("level-3-visits", "level-3 visits", NamedCounts.PageVisits);
        AddSum("callbacks", "callbacks", NamedCounts.Callbacks);
        AddSum("tlbis", "TLBIs", NamedCounts.Tlbis);
        AddSum("tables", "tables", NamedCounts.Tables);

        void AddSum(string name, string title, Func<StepCounters, long> sum) =>
            Add(new ComparisonMetric(name, title, Quantity.Count, group => Counted(group) switch
            {
                { Counters: { } counters } found => found with { Count = sum(counters) },
                var absent => absent,
            }));
    }

    private void AddCounters(string step)
    {
        foreach (CounterField field in CounterLayout.Fields)
        {
            AddCounter($"{step}.{field.Name}", counters => counters.Total(field));
            for (int level = 0; field.PerLevel && level < field.Width; level++)
            {
                int offset = field.Offset + level;
                AddCounter(string.Create(CultureInfo.InvariantCulture, $"{step}.{field.Name}.{level}"), counters => counters.Values[offset]);
            }
        }

        void AddCounter(string name, Func<StepCounters, long> count) => Add(new ComparisonMetric(
            name,
            name,
            Quantity.Count,
            group => group.Steps.FirstOrDefault(other => other.Name == step) switch
            {
                _ when !IsCounted(group) => NotCounted(group, ScopeOf(group)),
                null => new MetricReading(ScopeOf(group)) { Absence = Without(group, step) },
                { } found => new MetricReading(found.Scope) { Count = count(found.Counters) },
            }));
    }

    /// <summary>The counters that stand for a run, added up.</summary>
    private MetricReading Counted(RunGroup group)
    {
        var counted = CountedSteps.Of(group.Configuration.Scenario, specification.Published);
        return !IsCounted(group) ? NotCounted(group, counted.Scope)
            : group.Steps.Any(step => counted.Names.Contains(step.Name)) ? new MetricReading(counted.Scope) { Counters = counted.Sum(group.Steps) }
            : new MetricReading(counted.Scope) { Absence = Without(group, counted.Names[0]) };
    }

    private MetricReading Timed(RunGroup group, string name) => group.Steps.FirstOrDefault(step => step.Name == name) switch
    {
        null => new MetricReading(ScopeOf(group)) { Absence = Without(group, name) },
        { Seconds.Count: 0 } step => new MetricReading(step.Scope) { Absence = $"The step {name} was not timed." },
        { } step => new MetricReading(step.Scope) { Samples = [.. step.Seconds.Select(seconds => seconds * NanosecondsPerSecond)] },
    };

    /// <summary>The mean over the iterations, run by run.</summary>
    private MetricReading TimedMean(RunGroup group, string iterated)
    {
        StepGroup[] steps = [.. group.Steps.Where(step => Iterated(step.Name) == iterated && step.Seconds.Count > 0)];
        return steps switch
        {
            [] => new MetricReading(ScopeOf(group)) { Absence = Without(group, $"{iterated}-1") },
            [var first, ..] when steps.Any(step => step.Seconds.Count != first.Seconds.Count) =>
                new MetricReading(first.Scope) { Absence = $"Not every run has all iterations of {iterated}." },
            [var first, ..] => new MetricReading(first.Scope)
            {
                Samples = [.. Enumerable.Range(0, first.Seconds.Count).Select(run => steps.Average(step => step.Seconds[run]) * NanosecondsPerSecond)],
            },
        };
    }

    private Scope ScopeOf(RunGroup group) => CountedSteps.Of(group.Configuration.Scenario, specification.Published).Scope;

    private static MetricReading NotCounted(RunGroup group, Scope scope) => new(scope)
    {
        Absence = $"Results of provenance {group.Provenance.Word()} are measured, not counted.",
    };

    private static string Without(RunGroup group, string step) => group.Runs == 0
        ? "No run succeeded."
        : $"The scenario {group.Configuration.Scenario.Word()} has no step {step}.";
}
