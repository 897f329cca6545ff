using S2Grid.Experiments.Published;
using S2Grid.Views.Compare;

namespace S2Grid.Web.Vm;

/// <summary>What a step comes to, in a sentence.</summary>
internal static class LabFinding
{
    private static readonly CounterField[] Visits =
        [.. new[] { "leaf_callbacks", "table_pre_callbacks", "table_post_callbacks", "wp_leaf_callbacks" }
            .Select(name => CounterLayout.Find(name)!)];

    /// <summary>Visitor calls at a level: at level 3 those that tables of results call level-3 visits, both kinds together.</summary>
    public static long VisitsAt(StepCounters counters, int level) => Visits.Sum(field => counters.Values[field.Offset + level]);

    /// <summary>The change of an exact count; empty where it changes nothing.</summary>
    public static string Change(long from, long to) =>
        from == to ? "same" : from == 0 ? "" : Quantities.CountChange((double)(to - from) / from);

    /// <summary>The sentence.</summary>
    /// <param name="steps">The step, done to one or two VMs.</param>
    /// <param name="names">Their strategies.</param>
    public static string Of(IReadOnlyList<LabStep> steps, IReadOnlyList<string> names)
    {
        StepCounters first = steps[0].Counters;
        string counted = $"{Calls(first)}, {Rest(first)}";
        if (steps.Count == 1)
            return $"{names[0]}: {counted}.";

        StepCounters second = steps[1].Counters;
        if (first.Values.SequenceEqual(second.Values))
            return $"{names[0]} and {names[1]} count the same in this step: {counted}.";

        long from = NamedCounts.Callbacks.Of(first);
        long to = NamedCounts.Callbacks.Of(second);
        string change = from == to ? "the same visitor calls" : from == 0 ? "" : $"visitor calls {Change(from, to)}";
        string rest = Rest(first) == Rest(second) ? $"Both: {Rest(first)}" : $"{names[0]}: {Rest(first)}; {names[1]}: {Rest(second)}";
        return $"{names[1]} against {names[0]}: {change} ({Invariant($"{from:N0} to {to:N0}")}). {rest}.";
    }

    private static string Calls(StepCounters counters) => Invariant($"{NamedCounts.Callbacks.Of(counters):N0} visitor calls");

    private static string Rest(StepCounters counters) => Invariant(
        $"{NamedCounts.Tlbis.Of(counters):N0} TLBIs, {NamedCounts.Tables.Of(counters):N0} tables taken, {Blocks(counters):N0} blocks left");

    private static long Blocks(StepCounters counters) =>
        Enumerable.Range(0, Stage2Geometry.LastLevel).Sum(level => DerivedCounter.Unsplit.Value(counters, level));
}
