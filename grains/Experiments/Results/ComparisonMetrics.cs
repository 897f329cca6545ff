using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using static System.FormattableString;

namespace S2Grid.Experiments.Results;

/// <summary>
/// The metrics of a sweep: sums by name (<c>level-3-visits</c>, <c>callbacks</c>, <c>tlbis</c>, <c>tables</c>), blocks that are left
/// (<c>blocks-left.2</c>), every counter of every step (<c>split.reads.3</c>, or <c>split.reads</c> for all levels),
/// <c>predicted:MODEL</c>, figures of what counts come to (<c>stall-max:MODEL</c>) and <c>time:STEP</c>; <c>time:clear</c> is the sum of
/// <c>clear-1</c>, <c>clear-2</c> and so on, run by run.
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
    /// <param name="models">Further cost models, besides the shipped ones and the sweep's.</param>
    public ComparisonMetrics(SweepSpecification specification, IReadOnlyList<RunGroup> groups, IReadOnlyList<CostModel>? models = null)
    {
        this.specification = specification;
        this.groups = groups;
        AddNamedCounts();
        AddBlocksLeft();
        foreach (CostModel model in CostModels.All.Union(specification.CostModels).Union(models ?? []))
        {
            Add(new ComparisonMetric(PredictedPrefix + model.Name, $"time predicted by {model.Name}", Quantity.Predicted, Counted, model));
            AddConsequences(model);
        }

        foreach (string step in StepsOf(groups.SelectMany(group => group.Steps).Where(step => step.Seconds.Count > 0))
            .OrderBy(MeasuredStep.Order))
        {
            if (Iterated(step) is { } iterated)
            {
                Add(new ComparisonMetric(
                    TimePrefix + iterated, $"time of {iterated}, all iterations together", Quantity.Measured,
                    group => TimedTogether(group, iterated)));
            }

            Add(new ComparisonMetric(TimePrefix + step, $"time of {step}", Quantity.Measured, group => Timed(group, step)) { Step = step });
        }

        foreach (string step in StepsOf(groups.Where(IsCounted).SelectMany(group => group.Steps)))
            AddCounters(step);
    }

    /// <summary>The metrics' names, the common ones first.</summary>
    public IReadOnlyList<string> Names => [.. known.Keys];

    /// <summary>
    /// What to compare where nobody says: the named sums and the sweep's cost models where runs were simulated; where any was measured,
    /// every step but those that set up and end, of steps that are done in every iteration the sum. Sums that no run can have are left
    /// out.
    /// </summary>
    public IReadOnlyList<ComparisonMetric> Standard =>
    [
        .. known.Values.Where(metric => metric.Quantity == Quantity.Measured && IsArgument(metric.Name[TimePrefix.Length..])),
        .. groups.Any(IsCounted) ? known.Values.Where(metric => IsNamedCount(metric) && groups.Any(group => Has(metric, group))) : [],
        .. Judging,
        .. groups.Any(IsCounted) ? Predictions : [],
        .. groups.Any(IsCounted) ? Consequences : [],
    ];

    /// <summary>What no comparison of strategies may leave out: the blocks that any leaves although mainline splits them, by
    /// level.</summary>
    public IEnumerable<ComparisonMetric> Judging => BlocksLeft.Of(groups).SelectMany(left => left.Levels)
        .Select(left => left.Level).Distinct().Order().Select(level => known[NameOfBlocksLeft(level)]);

    /// <summary>The times that the sweep's cost models predict.</summary>
    public IEnumerable<ComparisonMetric> Predictions
        => specification.CostModels.Select(model => Find(PredictedPrefix + model.Name)!);

    /// <summary>The usual figures of what counts come to, where the sweep asks for them, by its cost models.</summary>
    private IEnumerable<ComparisonMetric> Consequences =>
        from model in specification.CostModels
        where PredictedStudy.IsPredictedBy(model)
        from kind in Consequence.All
        where kind.IsAskedBy(specification)
        from figure in kind.Figures
        where figure.IsUsual
        select known[NameOf(figure.Name, model)];

    /// <summary>The times of all steps, in the order in which they are done.</summary>
    public IReadOnlyList<ComparisonMetric> Times => [.. known.Values.Where(metric => metric.Step is not null)];

    /// <summary>The metric with that name, or null; a figure of what counts come to without a model is that of the sweep's
    /// first which predicts it.</summary>
    public ComparisonMetric? Find(string name) => known.GetValueOrDefault(name)
        ?? (specification.CostModels.FirstOrDefault(PredictedStudy.IsPredictedBy) is { } model
            ? known.GetValueOrDefault(NameOf(name, model)) : null);

    /// <summary>The name of the steps of which this is one iteration's: <c>clear</c> of <c>clear-2</c>; null for a step that is done
    /// once.</summary>
    private static string? Iterated(string step) =>
        step.LastIndexOf('-') is > 0 and var dash
            && int.TryParse(step.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? step[..dash] : null;

    private static bool IsNamedCount(ComparisonMetric metric) => metric.Quantity == Quantity.Count && !metric.Name.Contains('.');

    private static bool Has(ComparisonMetric metric, RunGroup group) => metric.Read(group).Absence is null || group.Runs == 0;

    private static string NameOfBlocksLeft(int level) => Invariant($"blocks-left.{level}");

    private static string NameOf(string figure, CostModel model) => $"{figure}:{model.Name}";

    private static bool IsArgument(string step) => Iterated(step) is null && !Frame.Contains(step);

    private static bool IsCounted(RunGroup group) => group.Provenance == Provenance.Simulated;

    private static IEnumerable<string> StepsOf(IEnumerable<StepGroup> steps) => steps.Select(step => step.Name).Distinct();

    private void Add(ComparisonMetric metric) => known.TryAdd(metric.Name, metric);

    private void AddNamedCounts()
    {
        foreach (NamedCount sum in NamedCounts.All)
        {
            Add(new ComparisonMetric(sum.Name, sum.Title, Quantity.Count, group => Counted(group) switch
            {
                { Scope: not Scope.Ioctl, Absence: null } other when sum.IsOfIoctl => other with
                {
                    Absence = $"Only ioctls have any; this is of the {other.Scope.Describe()}.",
                },
                { Counters: { } counters } found => found with { Count = sum.Of(counters) },
                var absent => absent,
            })
            {
                TitleOfIoctl = sum.TitleOfIoctl,
            });
        }
    }

    private void AddBlocksLeft()
    {
        foreach (int level in BlocksLeft.BlockLevels)
        {
            Add(new ComparisonMetric(
                NameOfBlocksLeft(level), Invariant($"blocks left, level {level}"), Quantity.Count, group => Counted(group) switch
                {
                    { Absence: null } found => found with { Count = BlocksLeft.MostAt(group, level) },
                    var absent => absent,
                }));
        }
    }

    private void AddConsequences(CostModel model)
    {
        foreach (Consequence kind in PredictedStudy.IsPredictedBy(model) ? Consequence.All : [])
        {
            Func<RunConfiguration, PredictedStudy> study = kind.Study(model);
            foreach (PredictedFigure figure in kind.Figures)
            {
                Add(new ComparisonMetric(
                    NameOf(figure.Name, model), $"{figure.Title} predicted by {model.Name}", Quantity.Predicted,
                    group => Studied(group, study), model)
                {
                    Figure = figure,
                    Consequence = kind,
                });
            }
        }
    }

    private void AddCounters(string step)
    {
        foreach (CounterField field in CounterLayout.Fields)
            AddLevels(field.Name, field.Width, (counters, level) => counters.Values[field.Offset + level]);

        foreach (DerivedCounter derived in DerivedCounter.All)
            AddLevels(derived.Name, derived.Width, derived.Value);

        void AddLevels(string name, int width, Func<StepCounters, int, long> value)
        {
            AddCounter($"{step}.{name}", counters => Enumerable.Range(0, width).Sum(level => value(counters, level)));
            for (int at = 0; width > 1 && at < width; at++)
            {
                int level = at;
                AddCounter(Invariant($"{step}.{name}.{level}"), counters => value(counters, level));
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
        CountedSteps counted = specification.Counted(group.Configuration.Scenario);
        return !IsCounted(group) ? NotCounted(group, counted.Scope)
            : group.Steps.Any(step => counted.Names.Contains(step.Name))
                ? new MetricReading(counted.Scope) { Counters = counted.Sum(group.Steps) }
            : new MetricReading(counted.Scope) { Absence = Without(group, counted.Names[0]) };
    }

    private static MetricReading Studied(RunGroup group, Func<RunConfiguration, PredictedStudy> study) => group switch
    {
        _ when !IsCounted(group) => NotCounted(group, Scope.Guest),
        { Runs: 0 } => new MetricReading(Scope.Guest) { Absence = "No run succeeded." },
        _ => new MetricReading(Scope.Guest) { Study = () => study(group.Configuration) },
    };

    private MetricReading Timed(RunGroup group, string name) => group.Steps.FirstOrDefault(step => step.Name == name) switch
    {
        null => new MetricReading(ScopeOf(group)) { Absence = Without(group, name) },
        { Seconds.Count: 0 } step => new MetricReading(step.Scope) { Absence = $"The step {name} was not timed." },
        { } step => new MetricReading(step.Scope) { Samples = [.. step.Seconds.Select(Nanoseconds)] },
    };

    /// <summary>The sum over the iterations, run by run: counts and predicted times, too, are those of both simulated CLEARs.</summary>
    private MetricReading TimedTogether(RunGroup group, string iterated)
    {
        StepGroup[] steps = [.. group.Steps.Where(step => Iterated(step.Name) == iterated && step.Seconds.Count > 0)];
        return steps switch
        {
            [] => new MetricReading(ScopeOf(group)) { Absence = Without(group, $"{iterated}-1") },
            [var first, ..] when steps.Any(step => step.Seconds.Count != first.Seconds.Count) =>
                new MetricReading(first.Scope) { Absence = $"Not every run has all iterations of {iterated}." },
            [var first, ..] => new MetricReading(first.Scope)
            {
                Samples =
                    [.. Enumerable.Range(0, first.Seconds.Count)
                        .Select(run => steps.Sum(step => Nanoseconds(step.Seconds[run])))],
            },
        };
    }

    /// <summary>Whole ones, as they were measured: sums that are equal stay equal.</summary>
    private static double Nanoseconds(double seconds) => Math.Round(seconds * NanosecondsPerSecond);

    private Scope ScopeOf(RunGroup group) => specification.Counted(group.Configuration.Scenario).Scope;

    private static MetricReading NotCounted(RunGroup group, Scope scope) => new(scope)
    {
        Absence = $"Results of provenance {group.Provenance.Word()} are measured, not counted.",
    };

    private static string Without(RunGroup group, string step) => group.Runs == 0
        ? "No run succeeded."
        : $"The scenario {group.Configuration.Scenario.Word()} has no step {step}.";
}
