using S2Grid.Storage.Reading;

namespace S2Grid.Grains.Sweeps;

/// <summary>Explains why a run was or was not reused.</summary>
internal sealed class RunExplainer(SweepContext grid, SweepRecord record, SweepSpecification specification)
{
    /// <summary>Explains one run.</summary>
    /// <exception cref="RefusedException">The sweep has no such run.</exception>
    public async Task<RunExplanation> ExplainAsync(long index)
    {
        if (index < 0 || index >= record.TotalRuns)
            throw new RefusedException($"The sweep {record.Name} has {record.TotalRuns} runs, numbered from 0; there is no run {index}.");
        SweepPlan plan = specification.Plan;
        PlannedRun run = plan[index];
        string identity = run.Configuration.Identity.ToString();
        var explanation = new RunExplanation(index, run.Repeat, identity, false, false, null, null, null, "");
        if (await grid.Catalogue.BatchOf(record.Id, index) is not { } batch)
            return explanation with { Sentence = $"Run {index} has no result yet, so nothing was reused for it." };

        using SegmentReader reader = await SegmentReader.OpenAsync(grid.Catalogue, grid.Segments, record.Id, plan, CancellationToken.None);
        object?[] row = reader.Query($"run = {index}", [SegmentColumns.State, SegmentColumns.ReusedFrom]).Rows.Single();
        explanation = explanation with { Stored = true, Failed = row[0] is "failed", ReusedFrom = (long?)row[1] };
        if (run.Configuration.Backend == Backend.Kvm)
            return explanation with { Sentence = $"Run {index} was measured; measured runs are never reused." };
        if (explanation.ReusedFrom is { } lender)
            return explanation with { ComparedWith = lender, Sentence = Reused(run, plan[lender], identity) };

        long? twin = FirstTwin(reader, index, identity);
        long? nearest = twin ?? Nearest(plan, run, batch.First);
        InputDifference? difference = nearest is { } other ? Differences(run, plan[other]).FirstOrDefault() : null;
        return explanation with
        {
            ComparedWith = nearest,
            FirstDifference = difference,
            Sentence = Simulated(run, twin, nearest, difference)
        };
    }

    private static string Reused(PlannedRun run, PlannedRun lender, string identity)
    {
        string difference = run.Repeat != lender.Repeat
            ? $"it is repeat {run.Repeat} of the same configuration" : "their axis values mean the same configuration";
        return $"Run {run.Index} shares the counters of run {lender.Index}: both have the identity {identity}, {difference}.";
    }

    private static string Simulated(PlannedRun run, long? twin, long? nearest, InputDifference? difference)
    {
        if (twin is not null)
        {
            return $"Run {run.Index} was simulated although run {twin} has the same identity: counters are shared only among "
                + $"runs that a slot does at once; or run {twin} failed.";
        }

        return difference is null
            ? $"Run {run.Index} was simulated: it is the first of those that a slot did at once, and counters are shared only among "
                + "these."
            : $"Run {run.Index} was simulated: the run most like it, run {nearest}, has {difference.Name} {difference.OtherValue} where "
                + $"it has {difference.Value}.";
    }

    private static long? FirstTwin(SegmentReader reader, long index, string identity) =>
        reader.Query($"identity = '{identity}' AND run < {index}", [SegmentColumns.Run]).Rows.Select(row => (long?)row[0]).FirstOrDefault();

    private static long? Nearest(SweepPlan plan, PlannedRun run, long first)
    {
        long? nearest = null;
        int fewest = int.MaxValue;
        for (long other = run.Index - 1; other >= first; other--)
        {
            int count = Differences(run, plan[other]).Count();
            if (count < fewest)
                (nearest, fewest) = (other, count);
        }

        return nearest;
    }

    private static IEnumerable<InputDifference> Differences(PlannedRun run, PlannedRun other) =>
        from pair in run.Configuration.EffectiveValues.Zip(other.Configuration.EffectiveValues)
        where pair.First.Value != pair.Second.Value
        select new InputDifference(pair.First.Name, pair.First.Value, pair.Second.Value);
}
