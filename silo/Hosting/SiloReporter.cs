using S2Grid.Common;
using S2Grid.Contracts.Cluster;

namespace S2Grid.Hosting;

/// <summary>Tells the cluster every two seconds how this silo stands.</summary>
internal sealed class SiloReporter(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    GridSettings settings,
    TableMemoryBudget budget,
    SlotActivity activity,
    CatalogueLag catalogue,
    ILogger<SiloReporter> logger)
    : PeriodicService(TimeSpan.FromSeconds(2), settings.Clock, "The cluster cannot be told how this silo stands", logger)
{
    private readonly DateTimeOffset started = settings.Clock.GetUtcNow();
    private TimeSpan? callTime;

    /// <inheritdoc/>
    protected override async Task OnceAsync()
    {
        long start = Clock.GetTimestamp();
        await grains.GetGrain<IClusterGrain>(IClusterGrain.Key).Report(Now());
        callTime = Clock.GetElapsedTime(start);
    }

    private SiloReport Now() => new(
        silo.SiloAddress.ToParsableString(),
        Environment.MachineName,
        Environment.ProcessId,
        ProgramVersion.Number,
        SimulatedVm.EngineVersion,
        settings.Slots,
        activity.Busy,
        budget.Bytes,
        budget.InUse,
        started,
        activity.IsDraining,
        settings.AgentAddress,
        callTime,
        catalogue.Take());
}
