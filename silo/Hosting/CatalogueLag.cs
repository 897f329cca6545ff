using System.Diagnostics.Metrics;

namespace S2Grid.Hosting;

/// <summary>How long statements to the catalogue take in this process, waits for a connection included.</summary>
internal sealed class CatalogueLag : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly Lock mutex = new();
    private double seconds;
    private int statements;

    /// <summary>Begins to listen.</summary>
    public CatalogueLag()
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Name: StorageInstruments.CatalogueDuration, Meter.Name: StorageInstruments.MeterName })
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
        {
            lock (mutex)
                (seconds, statements) = (seconds + value, statements + 1);
        });
        listener.Start();
    }

    /// <summary>The mean since it was taken before; null where there was no statement.</summary>
    public TimeSpan? Take()
    {
        lock (mutex)
        {
            TimeSpan? mean = statements == 0 ? null : TimeSpan.FromSeconds(seconds / statements);
            (seconds, statements) = (0, 0);
            return mean;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();
}
