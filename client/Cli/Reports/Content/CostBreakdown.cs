using S2Grid.Cli.Compare;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Reports.Content;

/// <summary>Of what a cost model makes up the time of a scenario's configurations: of one size, chunk and so on, all backings and strategies.</summary>
internal sealed class CostBreakdown
{
    private const int MaxRows = 16;
    private const double NanosecondsPerMillisecond = 1e6;

    private static readonly string[] Free = ["backing", "thp-coverage", "strategy"];

    private CostBreakdown(CostModel model, string scenario, Scope scope)
    {
        Model = model;
        Scenario = scenario;
        Scope = scope;
    }

    /// <summary>The model.</summary>
    public CostModel Model { get; }

    /// <summary>The scenario's name.</summary>
    public string Scenario { get; }

    /// <summary>What the time would be the time of.</summary>
    public Scope Scope { get; }

    /// <summary>Why there is none, in a sentence; null if there is one.</summary>
    public string? Absence { get; private init; }

    /// <summary>The configurations, in the order of the runs.</summary>
    public IReadOnlyList<CostBreakdownRow> Rows { get; private init; } = [];

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

    /// <summary>The breakdown of the first size, chunk and so on that the model predicts for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="groups">The configurations of one scenario.</param>
    /// <param name="published">The published figures that the sweep repeats.</param>
    public static CostBreakdown Of(CostModel model, IReadOnlyList<RunGroup> groups, string? published)
    {
        RunConfiguration any = groups[0].Configuration;
        var counted = CountedSteps.Of(any.Scenario, published);
        string scenario = any.Scenario.Word();
        RunGroup[] known = [.. groups.Where(group => group.Runs > 0 && model.Refusal(group.Configuration, counted.Scope, group.Provenance) is null)];
        if (known.Length == 0)
        {
            string absence = groups.All(group => group.Runs == 0) ? "no run succeeded." : model.Refusal(any, counted.Scope, groups[0].Provenance)!;
            return new CostBreakdown(model, scenario, counted.Scope) { Absence = absence };
        }

        RunConfiguration one = known[0].Configuration;
        RunGroup[] same = [.. known.Where(group => IsSameButFor(group.Configuration, one, Free))];
        RunGroup[] shown = [.. same.Take(MaxRows)];
        double unit = model.IsAbsolute ? NanosecondsPerMillisecond : shown.Max(group => counted.Sum(group.Steps)["leaf_callbacks", Stage2Geometry.LastLevel]);
        string more = same.Length > MaxRows ? Invariant($"; the first {MaxRows} of {same.Length} configurations") : "";
        return new CostBreakdown(model, scenario, counted.Scope)
        {
            Rows = [.. shown.Select(group => RowOf(model, group, counted.Sum(group.Steps), 1 / unit))],
            What = $"memory {ByteSize.Format(one.Memory)}, chunk {one.Chunk}{more}",
            Unit = unit,
        };
    }

    /// <summary>The breakdown as a table: the midpoints of the phases, and the whole with its bounds.</summary>
    public TextTable Table()
    {
        var table = new TextTable(["backing", "strategy", .. Phases.Select(phase => $" {phase.ShortTitle()}"), " total"]);
        foreach (CostBreakdownRow row in Rows)
        {
            table.Add(
            [
                row.Configuration.BackingName,
                row.Configuration.Strategy,
                .. Phases.Select(phase => Quantities.Predicted(row.Phases.GetValueOrDefault(phase).Mid)),
                Quantities.Predicted(row.Total),
            ]);
        }

        return table;
    }

    /// <summary>What the table shows, in what unit, of what.</summary>
    public string Title()
    {
        string unit = Model.IsAbsolute ? "ms" : Invariant($"units of the baseline's {Unit:N0} level-3 visits");
        return $"breakdown of the time predicted by {Model.Name} ({Scope.Describe()}, {unit}): scenario {Scenario}, {What}; simulated";
    }

    /// <summary>Whether two configurations differ in no other effective values than these.</summary>
    private static bool IsSameButFor(RunConfiguration one, RunConfiguration other, IReadOnlyCollection<string> free) =>
        one.EffectiveValues.Zip(other.EffectiveValues).All(pair => pair.First == pair.Second || free.Contains(pair.First.Name));

    private static CostBreakdownRow RowOf(CostModel model, RunGroup group, StepCounters counters, double scale)
    {
        var phases = model.Breakdown(counters).ToDictionary(phase => phase.Phase, phase => scale * phase.Cost);
        return new CostBreakdownRow(group.Configuration, phases, phases.Values.Aggregate(default(Interval), Interval.Add));
    }
}
