using Parquet;

namespace S2Grid.Storage.Segments;

/// <summary>What a segment's footer says of it, so that the catalogue can be told again: the batch without its file.</summary>
internal static class SegmentFooter
{
    private const string FirstKey = "s2grid.first";
    private const string CountKey = "s2grid.count";
    private const string FailedKey = "s2grid.failed";
    private const string ReusedKey = "s2grid.reused";

    public static BatchRecord Of(SegmentBuffer buffer) =>
        new(buffer.Runs[0].Planned.Index, buffer.Count, buffer.Failed, buffer.Reused, File: "", Bytes: 0);

    /// <summary>Reads the footer of a file; null if there is no file, or it is not a whole segment.</summary>
    /// <exception cref="IOException">It cannot be read: then nobody knows what it is.</exception>
    public static async Task<BatchRecord?> TryReadAsync(string path) =>
        File.Exists(path) ? await TryReadAsync(Path.GetFileName(path), await File.ReadAllBytesAsync(path)) : null;

    /// <summary>Reads the footer of a segment; null if it is not whole.</summary>
    public static async Task<BatchRecord?> TryReadAsync(string name, byte[] content)
    {
        if (!SegmentName.IsIntact(name, content))
            return null;

        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(new MemoryStream(content));
            Dictionary<string, string> metadata = reader.CustomMetadata;
            return new BatchRecord(
                Number(FirstKey), (int)Number(CountKey), (int)Number(FailedKey), (int)Number(ReusedKey), name, content.Length);

            long Number(string key) => long.Parse(metadata[key], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>The entries that <see cref="TryReadAsync(string, byte[])"/> reads.</summary>
    public static Dictionary<string, string> ToMetadata(BatchRecord batch) => new(StringComparer.Ordinal)
    {
        [FirstKey] = batch.First.ToString(CultureInfo.InvariantCulture),
        [CountKey] = batch.Count.ToString(CultureInfo.InvariantCulture),
        [FailedKey] = batch.Failed.ToString(CultureInfo.InvariantCulture),
        [ReusedKey] = batch.Reused.ToString(CultureInfo.InvariantCulture),
    };
}
