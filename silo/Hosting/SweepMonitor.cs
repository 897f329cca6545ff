using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Sweeps;
using S2Grid.Grains.Cluster;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Hosting;

/// <summary>
/// Sees to it that every sweep that was started and is not at rest has a coordinator, and that the scheduler knows of it: after the
/// death of the silo that had either, and after the whole cluster was stopped.
/// </summary>
internal sealed partial class SweepMonitor(IGrainFactory grains, ICatalogue catalogue, GridSettings settings, ILogger<SweepMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, settings.Clock);
        do
        {
            try
            {
                IEnumerable<SweepRecord> started = (await catalogue.List()).Where(sweep => sweep.Phase == SweepPhase.Started);
                await Task.WhenAll(started.Select(KeepAsync));
            }
            catch (StorageException e)
            {
                LogStorageFault(e.Message);
            }
        }
        while (await TickAsync(timer, stoppingToken));
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeps cannot be looked after now: {Reason}")]
    private partial void LogStorageFault(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep {Sweep} cannot be taken up now: {Reason}")]
    private partial void LogSweepFault(string sweep, string reason);
}
