using Parquet;
using Parquet.Schema;

namespace S2Grid.Storage;

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
        foreach (StepColumns step in buffer.Steps.Where(step => step.Scopes.Take(rows).Any(scope => scope is not null)))
        {
            AddText(step.Name + SegmentColumns.ScopeSuffix, step.Scopes);
            foreach ((int offset, string name) in SegmentColumns.Counters(step.Name))
            {
                if (step[offset] is { } values)
                    Add(name, values);
            }
        }

        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), stream, Options);
        writer.CustomMetadata = SegmentFooter.Of(buffer).ToMetadata();
        using ParquetRowGroupWriter rowGroup = writer.CreateRowGroup();
        foreach ((DataField field, Func<ParquetRowGroupWriter, DataField, Task> write) in columns)
            await write(rowGroup, field);

        void Add(string name, long[] values) =>
            columns.Add((new DataField<long>(name), (group, field) => group.WriteAsync<long>(field, values.AsMemory(0, rows))));

        void AddText(string name, IReadOnlyList<string?> values) =>
            columns.Add((new DataField<string>(name), (group, field) => group.WriteAsync(field, values.Take(rows).ToArray()!)));
    }
}
