using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace S2Grid.Storage.Sql;

/// <summary>
/// A digest of values in a row, the same whatever database they are in. A column without a value, or without a name, adds nothing: so a row
/// keeps its digest where a column is added that it has nothing in.
/// </summary>
internal static class RowDigest
{
    /// <summary>Computes it.</summary>
    public static long Of(IEnumerable<(string Column, object? Value)> values)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        foreach ((string column, object? value) in values.OrderBy(one => one.Column, StringComparer.Ordinal))
        {
            if (column.Length == 0 || value is null)
                continue;

            // Each text has its length before it.
            writer.Write(column);
            writer.Write(TextOf(value));
        }

        writer.Flush();
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    /// <summary>A value as text: a time with the milliseconds that every database keeps.</summary>
    private static string TextOf(object value) => value switch
    {
        DateTimeOffset time => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
