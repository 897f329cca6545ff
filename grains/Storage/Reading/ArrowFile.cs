using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace S2Grid.Storage.Reading;

/// <summary>Writes rows to an Arrow IPC file, some thousand at a time: so many wait in memory.</summary>
internal static class ArrowFile
{
    private const int BatchRows = 4096;

    /// <summary>Writes rows as they come.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">A reader that stands at each row in turn, with the columns in order.</param>
    /// <param name="metadata">What the schema says of them, by key.</param>
    /// <param name="path">The file.</param>
    public static void Write(
        IReadOnlyList<OutputColumn> columns, IEnumerable<DuckDBDataReader> rows, IReadOnlyDictionary<string, string> metadata, string path)
    {
        var schema = new Schema(columns.Select(column => new Field(column.Name, TypeOf(column), nullable: true)), metadata);
        using FileStream file = File.Create(path);
        using var writer = new ArrowFileWriter(file, schema);
        writer.WriteStart();
        Building[] batch = Begin();
        int count = 0;
        foreach (DuckDBDataReader row in rows)
        {
            foreach ((int at, Building column) in batch.Index())
                column.Append(row, at);

            if (++count == BatchRows)
                End();
        }

        if (count > 0)
            End();

        writer.WriteEnd();

        Building[] Begin() => [.. columns.Select(BuildingOf)];

        void End()
        {
            using var whole = new RecordBatch(schema, batch.Select(column => column.End()), count);
            writer.WriteRecordBatch(whole);
            (batch, count) = (Begin(), 0);
        }
    }

    private static IArrowType TypeOf(OutputColumn column) => column.Type switch
    {
        ColumnType.Integer => Int64Type.Default,
        ColumnType.Number => DoubleType.Default,
        ColumnType.Boolean => BooleanType.Default,
        _ => StringType.Default,
    };

    private static Building BuildingOf(OutputColumn column)
    {
        switch (column.Type)
        {
            case ColumnType.Integer:
                return Of<long, Int64Array, Int64Array.Builder>(new Int64Array.Builder(), (row, at) => row.GetInt64(at));
            case ColumnType.Number:
                return Of<double, DoubleArray, DoubleArray.Builder>(new DoubleArray.Builder(), (row, at) => row.GetDouble(at));
            case ColumnType.Boolean:
                return Of<bool, BooleanArray, BooleanArray.Builder>(new BooleanArray.Builder(), (row, at) => row.GetBoolean(at));
            default:
                var texts = new StringArray.Builder();
                return new Building(
                    (row, at) => _ = row.IsDBNull(at) ? texts.AppendNull() : texts.Append(row.GetString(at)), () => texts.Build());
        }
    }

    private static Building Of<T, TArray, TBuilder>(TBuilder values, Func<DuckDBDataReader, int, T> read)
        where TArray : IArrowArray
        where TBuilder : IArrowArrayBuilder<T, TArray, TBuilder>, IArrowArrayBuilder<TArray> =>
        new((row, at) => _ = row.IsDBNull(at) ? values.AppendNull() : values.Append(read(row, at)), () => values.Build(allocator: null));

    /// <summary>A column of a record batch that is being put together.</summary>
    private sealed record Building(Action<DuckDBDataReader, int> Append, Func<IArrowArray> End);
}
