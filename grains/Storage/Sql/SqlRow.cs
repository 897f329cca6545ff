using System.Data.Common;

namespace S2Grid.Storage.Sql;

/// <summary>A row whose columns are read one after the other, in the order in which they were selected.</summary>
internal sealed class SqlRow(DbDataReader reader)
{
    private int next;

    /// <summary>The next column, a text.</summary>
    public string Text() => reader.GetString(next++);

    /// <summary>The next column, a text or null.</summary>
    public string? TextOrNull() => IsNull() ? null : Text();

    /// <summary>The next column, a number of 32 bits.</summary>
    public int Integer() => reader.GetInt32(next++);

    /// <summary>The next column, a number of 32 bits or null.</summary>
    public int? IntegerOrNull() => IsNull() ? null : Integer();

    /// <summary>The next column, a number of 64 bits.</summary>
    public long Long() => reader.GetInt64(next++);

    /// <summary>The next column, true or false.</summary>
    public bool Flag() => reader.GetBoolean(next++);

    /// <summary>The next column, bytes.</summary>
    public byte[] Bytes() => reader.GetFieldValue<byte[]>(next++);

    /// <summary>The next column, a time. SQLite has no type for times: there they are milliseconds since 1970.</summary>
    public DateTimeOffset Time() => reader.GetFieldType(next) == typeof(long)
        ? DateTimeOffset.FromUnixTimeMilliseconds(Long())
        : reader.GetFieldValue<DateTimeOffset>(next++);

    /// <summary>The next column, a time or null.</summary>
    public DateTimeOffset? TimeOrNull() => IsNull() ? null : Time();

    /// <summary>Whether the next column is null; if so, it is passed over.</summary>
    private bool IsNull()
    {
        if (!reader.IsDBNull(next))
        {
            return false;
        }

        next++;
        return true;
    }
}
