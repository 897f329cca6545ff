using S2Grid.Experiments.Runs;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Tests.Reading;

/// <summary>Puts stored columns together again as the results that were stored.</summary>
internal static class StoredRuns
{
    /// <summary>The results that meet a condition, by ascending run.</summary>
    internal static IReadOnlyList<RunResult> ReadRuns(this SegmentReader reader, Experiments.Planning.SweepPlan plan, string? where = null)
    {
        ResultRows results = reader.Query(where);
        var columns = results.Columns.Index().ToDictionary(column => column.Item, column => column.Index);
        return [.. results.Rows.Select(Read)];

        RunResult Read(object?[] row)
        {
            PlannedRun run = plan[(long)row[columns[SegmentColumns.Run]]!];
            return new RunResult(
                run,
                Words.Find<RunState>((string)row[columns[SegmentColumns.State]]!)!.Value,
                (string?)row[columns[SegmentColumns.Error]],
                [.. run.Configuration.Steps.Where(step => columns.TryGetValue($"{step.Name}.scope", out int at) && row[at] is not null)
                    .Select(StepOf)],
                Words.Find<Provenance>((string)row[columns[SegmentColumns.Provenance]]!)!.Value);

            StepResult StepOf(RunStep step)
            {
                var counters = new StepCounters();
                foreach ((int offset, string name) in SegmentColumns.Counters(step.Name))
                    counters.Values[offset] = (long)row[columns[name]]!;

                return new StepResult(step.Name, step.Scope, counters);
            }
        }
    }
}
