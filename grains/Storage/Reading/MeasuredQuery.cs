using System.Text.Json;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>Reads what machines counted in the runs that succeeded, each distinct outcome once, without times.</summary>
/// <param name="view">The runs.</param>
/// <param name="where">Which runs; null for all.</param>
internal sealed class MeasuredQuery(ResultView view, WhereClause? where)
{
    private static readonly string[] Common =
    [
        SegmentColumns.Identity,
        SegmentColumns.Provenance,
        SegmentColumns.Agent,
        SegmentColumns.Kernel,
        SegmentColumns.KernelStrategy,
        SegmentColumns.Architecture,
        SegmentColumns.KernelPageBytes,
        SegmentColumns.ThpBytes,
        SegmentColumns.CountFault,
    ];

    private static readonly string[] OfStep =
        [SegmentColumns.ScopeSuffix, SegmentColumns.DirtyPagesSuffix, SegmentColumns.TablesSuffix, SegmentColumns.HitsSuffix];

    private readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);

    /// <summary>Reads them, by configuration's identity and origin, in the order of their first runs.</summary>
    public ILookup<(string Identity, Provenance Provenance, string? Agent, string? Kernel), Measurement> Read()
    {
        string[] columns = [.. Common.Concat(view.Steps.SelectMany(step => OfStep.Select(suffix => step + suffix))).Where(view.IsStored)];
        foreach ((int index, string column) in columns.Index())
            ordinals.Add(column, index);

        using DuckDBCommand command = view.Command(
            $"""
            SELECT {string.Join(", ", columns.Select(SqlText.Name))} FROM (SELECT * FROM runs{where})
            WHERE state = {SqlText.Text(RunState.Succeeded.Word())} AND {SqlText.Name(SegmentColumns.Agent)} IS NOT NULL
            GROUP BY ALL ORDER BY min(run)
            """);
        using DuckDBDataReader reader = command.ExecuteReader();
        var known = new List<((string, Provenance, string?, string?) Key, Measurement Measured)>();
        while (reader.Read())
        {
            Measurement measured = Read(reader);
            known.Add(((reader.GetString(0), measured.Provenance, measured.Agent, Text(reader, SegmentColumns.Kernel)), measured));
        }

        return known.ToLookup(one => one.Key, one => one.Measured);
    }

    private Measurement Read(DuckDBDataReader reader) => new(
        Text(reader, SegmentColumns.Agent)!,
        Text(reader, SegmentColumns.Kernel) ?? "",
        Text(reader, SegmentColumns.KernelStrategy) ?? "",
        Text(reader, SegmentColumns.Architecture) ?? "",
        (int)(Number(reader, SegmentColumns.KernelPageBytes) ?? 0),
        Words.Find<Provenance>(Text(reader, SegmentColumns.Provenance)!)!.Value,
        [
            .. view.Steps.Where(step => Text(reader, step + SegmentColumns.ScopeSuffix) is not null)
                .OrderBy(MeasuredStep.Order)
                .Select(step => ReadStep(reader, step)),
        ],
        Number(reader, SegmentColumns.ThpBytes),
        Text(reader, SegmentColumns.CountFault) ?? "",
        [],
        "",
        "");

    private MeasuredStep ReadStep(DuckDBDataReader reader, string step) => new(
        step,
        Words.Find<Scope>(Text(reader, step + SegmentColumns.ScopeSuffix)!)!.Value,
        Seconds: 0,
        Number(reader, step + SegmentColumns.DirtyPagesSuffix),
        Number(reader, step + SegmentColumns.TablesSuffix),
        JsonSerializer.Deserialize<Dictionary<string, long>>(Text(reader, step + SegmentColumns.HitsSuffix) ?? "{}")!);

    private string? Text(DuckDBDataReader reader, string column) =>
        ordinals.TryGetValue(column, out int at) && !reader.IsDBNull(at) ? reader.GetString(at) : null;

    private long? Number(DuckDBDataReader reader, string column) =>
        ordinals.TryGetValue(column, out int at) && !reader.IsDBNull(at) ? reader.GetInt64(at) : null;
}
