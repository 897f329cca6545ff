using S2Grid.Grains.Telemetry;

namespace S2Grid.Hosting;

/// <summary>
/// Sees to it that every sweep that was started and is not at rest has a coordinator, and that the scheduler knows of it: after the
/// death of the silo that had either, and after the whole cluster was stopped. A sweep that was deleted, on whichever silo, has no metrics.
/// </summary>
internal sealed partial class SweepMonitor(
    IGrainFactory grains, SweepCatalogue catalogue, GridInstruments instruments, GridSettings settings, ILogger<SweepMonitor> logger)
    : PeriodicService(TimeSpan.FromSeconds(2), settings.Clock, "Sweeps cannot be looked after", logger)
{
    private readonly ILogger<SweepMonitor> logger = logger;

    /// <inheritdoc/>
    protected override async Task OnceAsync()
    {
        IReadOnlyList<SweepRecord> all = await catalogue.List();
        instruments.Sweeps.Keep(all.Select(sweep => sweep.Id));
        IEnumerable<SweepRecord> started = all.Where(sweep => sweep.Phase == SweepPhase.Started);
        await Task.WhenAll(started.Select(KeepAsync));
    }

    private async Task KeepAsync(SweepRecord sweep)
    {
        try
        {
            await grains.GetGrain<ISweepGrain>(sweep.Id).EnsureRunning();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogSweepFault(sweep.Name, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep {Sweep} cannot be taken up now: {Reason}")]
    private partial void LogSweepFault(string sweep, string reason);
}
