using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts;
using S2Grid.Grains;
using S2Grid.Storage;

namespace S2Grid.Silo;

/// <summary>
/// Pulls work: each slot leases batches, has its VM do them, and reports them. A slot has two batches in hand, so that one is
/// simulated while the other is stored.
/// </summary>
internal sealed partial class SimulationSlots(
    IGrainFactory grains, Orleans.Runtime.ILocalSiloDetails silo, GridSettings settings, DataDirectory directory, ILogger<SimulationSlots> logger)
    : BackgroundService
{
    private const int BatchesInHand = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        from slot in Enumerable.Range(0, settings.Slots)
        let key = string.Create(CultureInfo.InvariantCulture, $"{silo.SiloAddress}/{slot}")
        from hand in Enumerable.Range(0, BatchesInHand)
        select Task.Run(() => PullAsync(key, stoppingToken), CancellationToken.None));

    private async Task PullAsync(string slot, CancellationToken stopping)
    {
        ISchedulerGrain scheduler = grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await scheduler.Lease(slot, Patience, stopping) is { } lease)
                    await DoAsync(slot, lease, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogSlotFault(slot, e);
                await Task.Delay(RetryDelay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DoAsync(string slot, BatchLease lease, CancellationToken stopping)
    {
        IVmGrain vm = grains.GetGrain<IVmGrain>(slot);
        ISweepGrain sweep = grains.GetGrain<ISweepGrain>(lease.SweepId);
        Task<BatchReport> work = vm.RunBatch(lease);
        while (await Task.WhenAny(work, Task.Delay(settings.RenewInterval, stopping)) != work)
        {
            if (stopping.IsCancellationRequested || await sweep.Renew(lease.Number) != LeaseAnswer.Renewed)
            {
                await vm.StopBatch(lease);
                break;
            }
        }

        BatchReport report = await work;
        if (!await sweep.Complete(report) && report.File is not null)
            new SegmentFolder(directory, lease.SweepId).Discard(report.File);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Slot {Slot} could not do its batch.")]
    private partial void LogSlotFault(string slot, Exception exception);
}
