namespace S2Grid.Storage.Sql;

/// <summary>A row whose columns are read one after the other, in the order in which they were selected.</summary>
internal sealed class SqlRow(DbDataReader reader)
{
    private int next;

    /// <summary>The next column, a text.</summary>
    public string Text() => reader.GetString(next++);

    /// <summary>The next column, a number of 32 bits.</summary>
    public int Integer() => reader.GetInt32(next++);

    /// <summary>The next column, a number of 64 bits.</summary>
    public long Long() => reader.GetInt64(next++);

    /// <summary>The next column, bytes.</summary>
    public byte[] Bytes() => reader.GetFieldValue<byte[]>(next++);

    /// <summary>The next column as a value of a type; null if there is nothing in it.</summary>
    public object? Value(Type type)
    {
        if (reader.IsDBNull(next))
        {
            next++;
            return null;
        }

        Type kept = Nullable.GetUnderlyingType(type) ?? type;
        return Type.GetTypeCode(kept) switch
        {
            TypeCode.String => Text(),
            TypeCode.Boolean => reader.GetBoolean(next++),
            TypeCode.Int32 => kept.IsEnum ? Enum.ToObject(kept, Integer()) : Integer(),
            TypeCode.Int64 => Long(),
            _ => kept == typeof(DateTimeOffset) ? Time() : Bytes(),
        };
    }

    /// <summary>The next column, a time. SQLite has no type for times: there they are milliseconds since 1970.</summary>
    private DateTimeOffset Time() => reader.GetFieldType(next) == typeof(long)
        ? DateTimeOffset.FromUnixTimeMilliseconds(Long())
        : reader.GetFieldValue<DateTimeOffset>(next++);
}
