using System.Globalization;

namespace S2Grid.Storage.Segments;

/// <summary>
/// A segment's file name: the first run of its batch and the lease under which it was done, <c>000000012000-17.parquet</c>. So names
/// sort by run, and two slots that do the same batch never write the same file.
/// </summary>
internal static class SegmentName
{
    private const string Extension = ".parquet";

    public static string Format(long first, long lease) => string.Create(CultureInfo.InvariantCulture, $"{first:D12}-{lease}{Extension}");

    public static bool TryParse(string name, out long first, out long lease)
    {
        first = lease = 0;
        string[] parts = Path.GetFileNameWithoutExtension(name).Split('-');
        return Path.GetExtension(name) == Extension
            && parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out lease);
    }
}
