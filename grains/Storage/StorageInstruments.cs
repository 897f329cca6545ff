using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace S2Grid.Storage;

/// <summary>What storage measures of itself; see <c>client/docs/metrics.md</c>. Safe for use by several threads.</summary>
public static class StorageInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "S2Grid.Storage";

    /// <summary>The histogram of what statements to the catalogue take, in seconds.</summary>
    public const string CatalogueDuration = "s2grid.catalogue.duration";

    internal const string Reading = "read";
    internal const string Writing = "write";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Histogram<double> Catalogue =
        Meter.CreateHistogram<double>(CatalogueDuration, "s",
            "Time that a statement to the catalogue takes, with the wait for a connection.");

    internal static readonly Histogram<double> Segments =
        Meter.CreateHistogram<double>("s2grid.segment.duration", "s",
            "Time that storing, reading, listing or deleting result segments takes.");

    internal static readonly Counter<long> WrittenBytes =
        Meter.CreateCounter<long>("s2grid.segment.written", "By", "Bytes of result segments that were stored.");

    /// <summary>Times an action, whatever comes of it.</summary>
    internal static async Task<T> TimeAsync<T>(Histogram<double> histogram, string operation, Func<Task<T>> action)
    {
        long start = Stopwatch.GetTimestamp();
        bool isDone = false;
        try
        {
            T result = await action();
            isDone = true;
            return result;
        }
        finally
        {
            histogram.Record(
                Stopwatch.GetElapsedTime(start).TotalSeconds,
                new KeyValuePair<string, object?>("operation", operation),
                new KeyValuePair<string, object?>("outcome", isDone ? "ok" : "error"));
        }
    }
}
