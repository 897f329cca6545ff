using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Cluster;
using S2Grid.Grains.Cluster;
using S2Grid.Grains.Vms;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Hosting;

/// <summary>Tells the cluster every two seconds how this silo stands.</summary>
internal sealed partial class SiloReporter(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    GridSettings settings,
    TableMemoryBudget budget,
    SlotActivity activity,
    ILogger<SiloReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly string Version =
        typeof(SiloReporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        DateTimeOffset started = settings.Clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IClusterGrain>(IClusterGrain.Key).Report(Now(started));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogFault(e.Message);
            }

            await Task.Delay(Interval, settings.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private SiloReport Now(DateTimeOffset started) => new(
        silo.SiloAddress.ToParsableString(),
        Environment.MachineName,
        Environment.ProcessId,
        Version,
        SimulatedVm.EngineVersion,
        settings.Slots,
        activity.Busy,
        budget.Bytes,
        budget.InUse,
        started,
        activity.IsDraining);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster cannot be told how this silo stands: {Reason}")]
    private partial void LogFault(string reason);
}
