using Parquet;
using Parquet.Schema;

namespace S2Grid.Storage.Reading;

/// <summary>Writes rows that are at hand as Parquet.</summary>
public static class ParquetTable
{
    /// <summary>Writes them as one row group.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">For each row a value of each column: long, double, bool or string, as its type says, or null.</param>
    /// <param name="metadata">What the footer says of them, by key.</param>
    /// <returns>The file.</returns>
    public static async Task<byte[]> WriteAsync(
        IReadOnlyList<OutputColumn> columns, IReadOnlyList<object?[]> rows, IReadOnlyDictionary<string, string> metadata)
    {
        using var file = new MemoryStream();
        DataField[] fields = [.. columns.Select(FieldOf)];
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file))
        {
            writer.CustomMetadata = metadata.ToDictionary();
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach ((int index, DataField field) in fields.Index())
            {
                await (columns[index].Type switch
                {
                    ColumnType.Integer => group.WriteAsync<long>(field, Values<long>(index)),
                    ColumnType.Number => group.WriteAsync<double>(field, Values<double>(index)),
                    ColumnType.Boolean => group.WriteAsync<bool>(field, Values<bool>(index)),
                    _ => group.WriteAsync(field, rows.Select(row => (string?)row[index]).ToArray()!),
                });
            }
        }

        return file.ToArray();

        T?[] Values<T>(int index)
            where T : struct => [.. rows.Select(row => (T?)row[index])];
    }

    private static DataField FieldOf(OutputColumn column) => column.Type switch
    {
        ColumnType.Integer => new DataField<long?>(column.Name),
        ColumnType.Number => new DataField<double?>(column.Name),
        ColumnType.Boolean => new DataField<bool?>(column.Name),
        _ => new DataField<string>(column.Name),
    };
}
