using System.Diagnostics.Metrics;

namespace S2Grid.Grains.Telemetry;

/// <summary>Sums by label set. What would be one set too many is counted as left out. Safe for use by several threads.</summary>
/// <param name="maxSets">The most label sets.</param>
/// <param name="instrument">The instrument that measurements are missing from when they are left out.</param>
/// <param name="dropped">Counts what is left out.</param>
internal sealed class BoundedSums<TLabels, TSums>(int maxSets, string instrument, DroppedMeasurements dropped)
    where TLabels : notnull
    where TSums : new()
{
    private readonly Lock mutex = new();
    private readonly Dictionary<TLabels, TSums> sums = [];

    /// <summary>Adds measurements to the sums of their labels.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="measurements">How many measurements these are.</param>
    /// <param name="add">Adds them.</param>
    public void Add(TLabels labels, long measurements, Action<TSums> add)
    {
        lock (mutex)
        {
            if (!sums.TryGetValue(labels, out TSums? known))
            {
                if (sums.Count == maxSets)
                {
                    dropped.Add(instrument, measurements);
                    return;
                }

                sums.Add(labels, known = new TSums());
            }

            add(known);
        }
    }

    /// <summary>The series of an instrument that shows the sums.</summary>
    public List<Measurement<T>> Read<T>(Func<IEnumerable<KeyValuePair<TLabels, TSums>>, IEnumerable<Measurement<T>>> series)
        where T : struct
    {
        lock (mutex)
            return [.. series(sums)];
    }
}
