using System.Text.Json;
using DuckDB.NET.Data;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>Reads measured runs, row by row.</summary>
internal sealed class MeasuredQuery
{
    private readonly SweepPlan plan;
    private readonly List<string> columns = [];
    private readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> steps;

    /// <summary>Prepares the query.</summary>
    /// <param name="view">The runs.</param>
    /// <param name="plan">What the sweep's specification plans.</param>
    public MeasuredQuery(ResultView view, SweepPlan plan)
    {
        this.plan = plan;
        steps = view.Steps;
        IEnumerable<string> wanted =
        [
            SegmentColumns.Run,
            SegmentColumns.State,
            SegmentColumns.Error,
            SegmentColumns.Provenance,
            SegmentColumns.Agent,
            SegmentColumns.Kernel,
            SegmentColumns.KernelStrategy,
            SegmentColumns.Architecture,
            SegmentColumns.KernelPageBytes,
            SegmentColumns.ThpBytes,
            SegmentColumns.CountFault,
            SegmentColumns.Disturbed,
            .. steps.SelectMany(step => SegmentColumns.MeasuredSuffixes.Prepend(SegmentColumns.ScopeSuffix).Select(suffix => step + suffix)),
        ];
        foreach (string name in wanted.Where(view.Columns.Contains))
        {
            ordinals.Add(name, columns.Count);
            columns.Add(name);
        }
    }

    /// <summary>What to select.</summary>
    public IEnumerable<string> Expressions => columns.Select(SqlText.Name);

    /// <summary>Reads a row.</summary>
    public RunResult Read(DuckDBDataReader reader)
    {
        Provenance provenance = Enum.Parse<Provenance>(Text(reader, SegmentColumns.Provenance)!, ignoreCase: true);
        bool failed = Text(reader, SegmentColumns.State) == SegmentColumns.Text(RunState.Failed);
        var result = new RunResult(
            plan[Number(reader, SegmentColumns.Run)!.Value],
            failed ? RunState.Failed : RunState.Succeeded,
            Text(reader, SegmentColumns.Error),
            [],
            provenance);
        return Text(reader, SegmentColumns.Agent) is not { } agent ? result : result with
        {
            Measurement = new Measurement(
                agent,
                Text(reader, SegmentColumns.Kernel) ?? "",
                Text(reader, SegmentColumns.KernelStrategy) ?? "",
                Text(reader, SegmentColumns.Architecture) ?? "",
                (int)(Number(reader, SegmentColumns.KernelPageBytes) ?? 0),
                provenance,
                [.. steps.Where(step => Text(reader, step + SegmentColumns.ScopeSuffix) is not null).Select(step => ReadStep(reader, step)).OrderBy(step => MeasuredStep.Order(step.Name))],
                Number(reader, SegmentColumns.ThpBytes),
                Text(reader, SegmentColumns.CountFault) ?? "",
                JsonSerializer.Deserialize<string[]>(Text(reader, SegmentColumns.Disturbed) ?? "[]")!,
                "",
                ""),
        };
    }

    private MeasuredStep ReadStep(DuckDBDataReader reader, string step) => new(
        step,
        SegmentColumns.ScopeOf(Text(reader, step + SegmentColumns.ScopeSuffix)!),
        ordinals.TryGetValue(step + SegmentColumns.SecondsSuffix, out int seconds) && !reader.IsDBNull(seconds) ? reader.GetDouble(seconds) : 0,
        Number(reader, step + SegmentColumns.DirtyPagesSuffix),
        Number(reader, step + SegmentColumns.TablesSuffix),
        JsonSerializer.Deserialize<Dictionary<string, long>>(Text(reader, step + SegmentColumns.HitsSuffix) ?? "{}")!);

    private string? Text(DuckDBDataReader reader, string column) =>
        ordinals.TryGetValue(column, out int at) && !reader.IsDBNull(at) ? reader.GetString(at) : null;

    private long? Number(DuckDBDataReader reader, string column) =>
        ordinals.TryGetValue(column, out int at) && !reader.IsDBNull(at) ? reader.GetInt64(at) : null;
}
