using Microsoft.Extensions.Hosting;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Vms;
using static System.FormattableString;

namespace S2Grid.Hosting;

/// <summary>
/// Pulls work: each slot leases batches, has its VM do them, and reports them. A slot has two workers, so that one batch is
/// simulated while the other is stored.
/// </summary>
internal sealed partial class SimulationSlots(
    IGrainFactory grains, ILocalSiloDetails silo, GridSettings settings, SlotActivity activity,
    ILogger<SimulationSlots> logger)
    : BackgroundService
{
    private const int WorkersPerSlot = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        stoppingToken.Register(() => activity.IsDraining = true);
        return Task.WhenAll(
            from slot in Enumerable.Range(0, settings.Slots)
            let key = Invariant($"{silo.SiloAddress}/{slot}")
            from worker in Enumerable.Range(0, WorkersPerSlot)
            select Task.Run(() => PullAsync(key, worker, stoppingToken), CancellationToken.None));
    }

    private async Task PullAsync(string slot, int worker, CancellationToken stopping)
    {
        ISchedulerGrain scheduler = grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);
        var request = new WorkRequest(
            Invariant($"{slot}/{worker}"),
            silo.SiloAddress.ToParsableString(),
            SimulatedVm.EngineVersion,
            settings.MemoryBudget);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await scheduler.Lease(request, Patience, stopping) is not { } lease)
                    continue;
                BatchReport report = await DoAsync(slot, lease, stopping);
                await ReportAsync(slot, lease, report);
                if (report.Fault is not null)
                    await PauseAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogSlotFault(slot, e);
                await PauseAsync(stopping);
            }
        }
    }

    private static async Task PauseAsync(CancellationToken stopping) =>
        await Task.Delay(RetryDelay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<BatchReport> DoAsync(string slot, BatchLease lease, CancellationToken stopping)
    {
        IVmGrain vm = grains.GetGrain<IVmGrain>(slot);
        ISweepGrain sweep = grains.GetGrain<ISweepGrain>(lease.SweepId);
        activity.Begin();
        try
        {
            // If the process dies with the batch, its runs are to blame only if it had them.
            if (settings.Policy.WritesLeases && !await IsWantedAsync(sweep, lease))
                return new BatchReport(lease.Number, lease.First, lease.RetryFile, null, 0);
            Task<BatchReport> work = vm.RunBatch(lease);
            while (await Task.WhenAny(work, Task.Delay(settings.RenewInterval, stopping)) != work)
            {
                if (stopping.IsCancellationRequested || !await IsWantedAsync(sweep, lease))
                {
                    await vm.StopBatch(lease);
                    break;
                }
            }

            return await work;
        }
        finally
        {
            activity.End();
        }
    }

    /// <summary>Whether to go on with a batch. Where nobody can be asked now, yes: it will be reported to whoever runs the sweep by
    /// then.</summary>
    private async Task<bool> IsWantedAsync(ISweepGrain sweep, BatchLease lease)
    {
        try
        {
            return await sweep.Renew(lease.Number) == LeaseStatus.Renewed;
        }
        catch (Exception e) when (settings.Policy.HasManySilos && e is not OutOfMemoryException)
        {
            LogRenewFault(lease.SweepId, e.Message);
            return true;
        }
    }

    /// <summary>Reports a batch. In a cluster the silo that runs the sweep may have died, or storage may be gone: then again, as long as it
    /// takes.</summary>
    private async Task ReportAsync(string slot, BatchLease lease, BatchReport report)
    {
        ISweepGrain sweep = grains.GetGrain<ISweepGrain>(lease.SweepId);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await sweep.Complete(report);
                return;
            }
            catch (Exception e) when (attempt < settings.Policy.ReportAttempts && e is not OutOfMemoryException)
            {
                LogReportFault(slot, lease.SweepId, e.Message);
                await Task.Delay(RetryDelay);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Slot {Slot} could not do its batch.")]
    private partial void LogSlotFault(string slot, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of the sweep {SweepId} could not be renewed: {Reason}")]
    private partial void LogRenewFault(string sweepId, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Slot {Slot} could not report a batch of the sweep {SweepId} and tries again: {Reason}")]
    private partial void LogReportFault(string slot, string sweepId, string reason);
}
