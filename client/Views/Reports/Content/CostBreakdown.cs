using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Content;

/// <summary>Of what a cost model makes up the time of a scenario's configurations: of one size, chunk and so on, all backings and
/// strategies.</summary>
/// <param name="Model">The model.</param>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Scope">What the time would be the time of.</param>
public sealed record CostBreakdown(CostModel Model, string Scenario, Scope Scope)
{
    private const int MaxRows = 16;
    private const double NanosecondsPerMillisecond = 1e6;

    private static readonly string[] Free = ["backing", "thp-coverage", "strategy"];

    /// <summary>Why there is none, in a sentence; null if there is one.</summary>
    public string? Absence { get; private init; }

    /// <summary>The configurations, in the order of the runs.</summary>
    public IReadOnlyList<Row> Rows { get; private init; } = [];

    /// <summary>What all rows have in common, for people.</summary>
    public string What { get; private init; } = "";

    /// <summary>What costs are divided by: nanoseconds of a millisecond, or the baseline's level-3 visits.</summary>
    public double Unit { get; private init; } = NanosecondsPerMillisecond;

    /// <summary>The phases that cost anything in any row.</summary>
    public IReadOnlyList<CostPhase> Phases =>
        [.. Rows.SelectMany(row => row.Phases).Where(phase => phase.Value.High > 0).Select(phase => phase.Key).Distinct().Order()];

    /// <summary>Which phases the model has no cost of its own for, in a sentence; empty if it has all.</summary>
    public string Uncosted => Model.UncostedPhases is { Count: > 0 } none
        ? $"The model gives no cost of its own to {string.Join(", ", none.Select(phase => phase.Title()))}."
        : "";

    /// <summary>What is drawn.</summary>
    public IReadOnlyList<RunGroup> Shown { get; private init; } = [];

    /// <summary>Why this size, chunk and so on is shown; empty where there is no other.</summary>
    public string Choice { get; private init; } = "";

    /// <summary>The breakdown of the size, chunk and so on of which the strategies' predicted times differ most.</summary>
    /// <param name="model">The model.</param>
    /// <param name="groups">The configurations of one scenario.</param>
    /// <param name="specification">What was run.</param>
    public static CostBreakdown Of(CostModel model, IReadOnlyList<RunGroup> groups, SweepSpecification specification)
    {
        RunConfiguration any = groups[0].Configuration;
        CountedSteps counted = specification.Counted(any.Scenario);
        string scenario = any.Scenario.Word();
        RunGroup[] done = [.. groups.Where(group => group.Runs > 0)];
        RunGroup[] known = [.. done.Where(group => Refusal(group) is null)];
        if (known.Length == 0)
        {
            string absence = done.Length == 0 ? "no run succeeded." : Refusal(done[0])!;
            return new CostBreakdown(model, scenario, counted.Scope) { Absence = absence };
        }

        RunGroup[][] cases = [.. known.GroupBy(group => Fixed(group.Configuration)).Select(same => same.ToArray())];
        RunGroup[] same = cases.MaxBy(Difference)!;
        RunConfiguration one = same[0].Configuration;
        RunGroup[] shown = [.. same.Take(MaxRows)];
        double unit = model.IsAbsolute
            ? NanosecondsPerMillisecond : shown.Max(group => counted.Sum(group.Steps)["leaf_callbacks", Stage2Geometry.LastLevel]);
        string more = same.Length > MaxRows ? Invariant($"; the first {MaxRows} of {same.Length} configurations") : "";
        return new CostBreakdown(model, scenario, counted.Scope)
        {
            Rows = [.. shown.Select(group => RowOf(model, group, counted.Sum(group.Steps), 1 / unit))],
            What = $"memory {ByteSize.Format(one.Memory)}, chunk {one.Chunk}{more}",
            Unit = unit,
            Shown = shown,
            Choice = cases.Length == 1
                ? "" : Invariant($"of {cases.Length:N0} cases (size, chunk ...) the one whose strategies differ most"),
        };

        string? Refusal(RunGroup group) =>
            model.Refusal(group.Configuration, counted.Scope, group.Provenance, counted.Sum(group.Steps));

        // The largest share of a backing's slowest strategy that another one saves.
        double Difference(RunGroup[] same) => same
            .GroupBy(group => group.Configuration.BackingName)
            .Select(backing => backing.Select(group => RowOf(model, group, counted.Sum(group.Steps), 1).Total.Mid).ToArray())
            .Max(totals => totals.Max() > 0 ? 1 - (totals.Min() / totals.Max()) : 0);
    }

    /// <summary>The breakdown as a table: the midpoints of the phases, and the whole with its bounds.</summary>
    public TextTable Table() => Column<Row>.Table(
        [
            new("backing", row => row.Configuration.BackingName),
            new("strategy", row => row.Configuration.Strategy),
            .. Phases.Select(phase => new Column<Row>(
                $" {phase.ShortTitle()}", row => Quantities.Predicted(row.Phases.GetValueOrDefault(phase).Mid))),
            new(" total", row => Quantities.Predicted(row.Total)),
        ],
        Rows);

    /// <summary>What the table shows, in what unit, of what.</summary>
    public string Title()
    {
        string unit = Model.IsAbsolute ? "ms" : Invariant($"units of the baseline's {Unit:N0} level-3 visits");
        return $"breakdown of the time predicted by {Model.Name} ({Scope.Describe()}, {unit}): scenario {Scenario}, {What}; simulated";
    }

    /// <summary>What all rows of a breakdown have in common.</summary>
    private static string Fixed(RunConfiguration configuration) =>
        string.Join('\n', configuration.EffectiveValues.Where(value => !Free.Contains(value.Name)).Select(value => value.Value));

    private static Row RowOf(CostModel model, RunGroup group, StepCounters counters, double scale)
    {
        var phases = model.Breakdown(counters).ToDictionary(phase => phase.Phase, phase => Interval.Multiply(scale, phase.Cost));
        return new Row(group.Configuration, phases, phases.Values.Aggregate(default(Interval), Interval.Add));
    }

    /// <summary>A configuration's predicted time by phases.</summary>
    /// <param name="Configuration">The configuration.</param>
    /// <param name="Phases">What each phase takes, in the breakdown's unit.</param>
    /// <param name="Total">What they take together.</param>
    public sealed record Row(RunConfiguration Configuration, IReadOnlyDictionary<CostPhase, Interval> Phases, Interval Total);
}
