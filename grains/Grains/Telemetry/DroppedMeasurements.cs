using System.Diagnostics.Metrics;

namespace S2Grid.Grains.Telemetry;

/// <summary>How many measurements are in no metric because their instrument keeps as much as it may. Safe for use by several
/// threads.</summary>
public sealed class DroppedMeasurements
{
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>Makes the counter.</summary>
    /// <param name="meters">Makes meters.</param>
    public DroppedMeasurements(IMeterFactory meters)
    {
        meters.Create(GridInstruments.MeterName).CreateObservableCounter(
            "s2grid.metrics.dropped", Read, "{measurement}",
            "Measurements left out because too many label sets are kept, or too many predictions wait, already.");
    }

    /// <summary>Names an instrument that may drop measurements, so that its count begins at zero.</summary>
    internal void Watch(string instrument) => counts.TryAdd(instrument, 0);

    /// <summary>Counts measurements that are left out.</summary>
    internal void Add(string instrument, long measurements)
        => counts.AddOrUpdate(instrument, measurements, (_, known) => known + measurements);

    private IEnumerable<Measurement<long>> Read() =>
        counts.Select(count => new Measurement<long>(count.Value, new KeyValuePair<string, object?>("instrument", count.Key)));
}
