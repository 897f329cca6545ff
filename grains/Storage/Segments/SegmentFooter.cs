using System.Globalization;
using Parquet;

namespace S2Grid.Storage.Segments;

/// <summary>What a segment's footer says of it, so that the catalogue can be told again.</summary>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="Failed">Of these, failures.</param>
/// <param name="Reused">Of these, runs that share the counters of another.</param>
internal sealed record SegmentFooter(long First, int Count, int Failed, int Reused)
{
    private const string FirstKey = "s2grid.first";
    private const string CountKey = "s2grid.count";
    private const string FailedKey = "s2grid.failed";
    private const string ReusedKey = "s2grid.reused";

    public static SegmentFooter Of(SegmentBuffer buffer) => new(buffer.Runs[0], buffer.Count, buffer.Failed, buffer.Reused);

    /// <summary>Reads the footer of a file; null if the file is not a whole segment.</summary>
    public static async Task<SegmentFooter?> TryReadAsync(string file)
    {
        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(file);
            Dictionary<string, string> metadata = reader.CustomMetadata;
            return new SegmentFooter(Number(FirstKey), (int)Number(CountKey), (int)Number(FailedKey), (int)Number(ReusedKey));

            long Number(string key) => long.Parse(metadata[key], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>The entries that <see cref="TryReadAsync"/> reads.</summary>
    public Dictionary<string, string> ToMetadata() => new(StringComparer.Ordinal)
    {
        [FirstKey] = First.ToString(CultureInfo.InvariantCulture),
        [CountKey] = Count.ToString(CultureInfo.InvariantCulture),
        [FailedKey] = Failed.ToString(CultureInfo.InvariantCulture),
        [ReusedKey] = Reused.ToString(CultureInfo.InvariantCulture),
    };
}
