using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace S2Grid.Storage.Segments;

/// <summary>Writes a <see cref="SegmentBuffer"/> as Parquet. A counter that is zero in all runs of the segment gets no column.</summary>
internal static class SegmentWriter
{
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy };

    /// <summary>Writes all rows as one row group, and into the footer what the catalogue needs to know of the segment.</summary>
    /// <returns>The segment, good until the buffer is written or cleared.</returns>
    public static async Task<ReadOnlyMemory<byte>> WriteAsync(SegmentBuffer buffer)
    {
        buffer.Bytes.SetLength(0);
        await WriteAsync(buffer, buffer.Bytes);
        return buffer.Bytes.GetBuffer().AsMemory(0, (int)buffer.Bytes.Length);
    }

    private static async Task WriteAsync(SegmentBuffer buffer, Stream stream)
    {
        var columns = new List<(DataField Field, Func<ParquetRowGroupWriter, DataField, Task> Write)>();
        Add(SegmentColumns.Run, run => run.Planned.Index);
        Add(SegmentColumns.Repeat, run => (long)run.Planned.Repeat);
        AddText(SegmentColumns.Identity, run => run.Identity);
        AddText(SegmentColumns.State, run => run.State.Word());
        AddText(SegmentColumns.Error, run => run.Error);
        AddText(SegmentColumns.Provenance, run => run.Provenance.Word());
        AddOptional(SegmentColumns.ReusedFrom, run => run.ReusedFrom);
        Add(SegmentColumns.WallSeconds, run => run.WallSeconds);
        Add(SegmentColumns.MemoryBytes, run => (long)run.Planned.Configuration.Memory);
        foreach ((int index, (string name, _)) in buffer.Runs[0].Planned.Configuration.EffectiveValues.Index())
            AddText(name, run => run.Planned.Configuration.EffectiveValues[index].Value);
        foreach (StepColumns step in buffer.Steps)
        {
            AddTexts(step.Name + SegmentColumns.ScopeSuffix, [.. step.Scopes.Take(buffer.Count)]);
            foreach ((int offset, string name) in SegmentColumns.Counters(step.Name))
            {
                if (step[offset] is { } values)
                    AddValues<long>(name, values.AsMemory(0, buffer.Count));
            }
        }

        if (buffer.Runs.Any(run => run.Measurement is not null))
            AddMeasurements();

        await using ParquetWriter writer =
            await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), stream, Options);
        writer.CustomMetadata = SegmentFooter.ToMetadata(SegmentFooter.Of(buffer));
        using ParquetRowGroupWriter rowGroup = writer.CreateRowGroup();
        foreach ((DataField field, Func<ParquetRowGroupWriter, DataField, Task> write) in columns)
            await write(rowGroup, field);

        void AddMeasurements()
        {
            AddText(SegmentColumns.Agent, run => run.Measurement?.Agent);
            AddText(SegmentColumns.Kernel, run => run.Measurement?.Kernel);
            AddText(SegmentColumns.KernelStrategy, run => run.Measurement?.KernelStrategy);
            AddText(SegmentColumns.Architecture, run => run.Measurement?.Architecture);
            AddOptional(SegmentColumns.KernelPageBytes, run => (long?)run.Measurement?.PageBytes);
            AddOptional(SegmentColumns.ThpBytes, run => run.Measurement?.ThpBytes);
            AddText(SegmentColumns.CountFault, run => run.Measurement?.CountFault is { Length: > 0 } fault ? fault : null);
            AddText(SegmentColumns.Disturbed, run => run.Measurement is { } one ? JsonSerializer.Serialize(one.Disturbed) : null);
            AddText(SegmentColumns.Samples, run => run.Measurement?.Samples);
            AddText(SegmentColumns.Surroundings, run => run.Measurement?.Surroundings);
            foreach (string name in buffer.Runs.SelectMany(run => run.Measurement?.Steps ?? []).Select(step => step.Name).Distinct())
            {
                MeasuredStep? Step(BufferedRun run) => run.Measurement?.Steps.FirstOrDefault(step => step.Name == name);
                AddOptional(name + SegmentColumns.SecondsSuffix, run => Step(run)?.Seconds);
                AddOptional(name + SegmentColumns.DirtyPagesSuffix, run => Step(run)?.DirtyPages);
                AddOptional(name + SegmentColumns.TablesSuffix, run => Step(run)?.Tables);
                AddText(
                    name + SegmentColumns.HitsSuffix,
                    run => Step(run)?.Hits is { Count: > 0 } hits ? JsonSerializer.Serialize(hits) : null);
            }
        }

        void Add<T>(string name, Func<BufferedRun, T> value)
            where T : struct => AddValues<T>(name, Of(value));

        void AddValues<T>(string name, ReadOnlyMemory<T> values)
            where T : struct => columns.Add((new DataField<T>(name), (group, field) => group.WriteAsync<T>(field, values)));

        void AddOptional<T>(string name, Func<BufferedRun, T?> value)
            where T : struct => columns.Add((new DataField<T?>(name), (group, field) => group.WriteAsync<T>(field, Of(value))));

        void AddText(string name, Func<BufferedRun, string?> value) => AddTexts(name, Of(value));

        void AddTexts(string name, string?[] values) =>
            columns.Add((new DataField<string>(name), (group, field) => group.WriteAsync(field, values!)));

        T[] Of<T>(Func<BufferedRun, T> value) => [.. buffer.Runs.Select(value)];
    }
}
