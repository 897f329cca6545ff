using System.Text.Json;
using Parquet;
using Parquet.Schema;
using S2Grid.Experiments.Runs;

namespace S2Grid.Storage.Segments;

/// <summary>Writes a <see cref="SegmentBuffer"/> as Parquet. A counter that is zero in all runs of the segment gets no column.</summary>
internal static class SegmentWriter
{
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy };

    /// <summary>Writes all rows as one row group, and into the footer what the catalogue needs to know of the segment.</summary>
    public static async Task WriteAsync(SegmentBuffer buffer, Stream stream)
    {
        var columns = new List<(DataField Field, Func<ParquetRowGroupWriter, DataField, Task> Write)>();
        int rows = buffer.Count;
        Add(SegmentColumns.Run, buffer.Runs);
        Add(SegmentColumns.Repeat, buffer.Repeats);
        AddText(SegmentColumns.Identity, buffer.Identities);
        AddText(SegmentColumns.State, buffer.States);
        AddText(SegmentColumns.Error, buffer.Errors);
        AddText(SegmentColumns.Provenance, buffer.Provenances);
        columns.Add((
            new DataField<long?>(SegmentColumns.ReusedFrom),
            (group, field) => group.WriteAsync<long>(field, buffer.ReusedFrom.AsMemory(0, rows))));
        columns.Add((
            new DataField<double>(SegmentColumns.WallSeconds),
            (group, field) => group.WriteAsync<double>(field, buffer.WallSeconds.AsMemory(0, rows))));
        Add(SegmentColumns.MemoryBytes, buffer.MemoryBytes);
        for (int i = 0; i < buffer.ValueNames.Count; i++)
            AddText(buffer.ValueNames[i], buffer.Values[i]);
        foreach (StepColumns step in buffer.Steps)
        {
            AddText(step.Name + SegmentColumns.ScopeSuffix, step.Scopes);
            foreach ((int offset, string name) in SegmentColumns.Counters(step.Name))
            {
                if (step[offset] is { } values)
                    Add(name, values);
            }
        }

        if (buffer.IsMeasured)
            AddMeasurements();

        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), stream, Options);
        writer.CustomMetadata = SegmentFooter.Of(buffer).ToMetadata();
        using ParquetRowGroupWriter rowGroup = writer.CreateRowGroup();
        foreach ((DataField field, Func<ParquetRowGroupWriter, DataField, Task> write) in columns)
            await write(rowGroup, field);

        void AddMeasurements()
        {
            Measurement?[] runs = [.. buffer.Measurements.Take(rows)];
            AddText(SegmentColumns.Agent, [.. runs.Select(run => run?.Agent)]);
            AddText(SegmentColumns.Kernel, [.. runs.Select(run => run?.Kernel)]);
            AddText(SegmentColumns.KernelStrategy, [.. runs.Select(run => run?.KernelStrategy)]);
            AddText(SegmentColumns.Architecture, [.. runs.Select(run => run?.Architecture)]);
            AddNumber(SegmentColumns.KernelPageBytes, [.. runs.Select(run => (long?)run?.PageBytes)]);
            AddNumber(SegmentColumns.ThpBytes, [.. runs.Select(run => run?.ThpBytes)]);
            AddText(SegmentColumns.CountFault, [.. runs.Select(run => run?.CountFault is { Length: > 0 } fault ? fault : null)]);
            AddText(SegmentColumns.Disturbed, [.. runs.Select(run => run is null ? null : JsonSerializer.Serialize(run.Disturbed))]);
            AddText(SegmentColumns.Samples, [.. runs.Select(run => run?.Samples)]);
            AddText(SegmentColumns.Surroundings, [.. runs.Select(run => run?.Surroundings)]);
            foreach (string name in runs.SelectMany(run => run?.Steps ?? []).Select(step => step.Name).Distinct())
            {
                MeasuredStep?[] steps = [.. runs.Select(run => run?.Steps.FirstOrDefault(step => step.Name == name))];
                double?[] seconds = [.. steps.Select(step => step?.Seconds)];
                columns.Add((
                    new DataField<double?>(name + SegmentColumns.SecondsSuffix), (group, field) => group.WriteAsync<double>(field, seconds.AsMemory())));
                AddNumber(name + SegmentColumns.DirtyPagesSuffix, [.. steps.Select(step => step?.DirtyPages)]);
                AddNumber(name + SegmentColumns.TablesSuffix, [.. steps.Select(step => step?.Tables)]);
                AddText(name + SegmentColumns.HitsSuffix, [.. steps.Select(step => step?.Hits is { Count: > 0 } hits ? JsonSerializer.Serialize(hits) : null)]);
            }
        }

        void AddNumber(string name, long?[] values) =>
            columns.Add((new DataField<long?>(name), (group, field) => group.WriteAsync<long>(field, values.AsMemory())));

        void Add(string name, long[] values) =>
            columns.Add((new DataField<long>(name), (group, field) => group.WriteAsync<long>(field, values.AsMemory(0, rows))));

        void AddText(string name, IReadOnlyList<string?> values) =>
            columns.Add((new DataField<string>(name), (group, field) => group.WriteAsync(field, values.Take(rows).ToArray()!)));
    }
}
